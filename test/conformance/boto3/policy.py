"""Bucket policies with conditions, for a second account and for anybody."""

import json

from gateway import account, anonymous, client, outcome, tell, text

s3 = client()
alice = account("ALICE", "alice-secret")
nobody = anonymous()
where = {"Bucket": "shared"}
s3.create_bucket(**where)
for key in ("public/page", "team/plan", "team/secret", "other"):
    s3.put_object(**where, Key=key, Body=key.encode())
s3.put_object_tagging(**where, Key="team/secret", Tagging={"TagSet": [{"Key": "level", "Value": "secret"}]})

closed = {
    "alice": outcome(alice.get_object, **where, Key="team/plan"),
    "anonymous": outcome(nobody.get_object, **where, Key="public/page"),
    "policy": outcome(s3.get_bucket_policy, **where),
    "status": outcome(s3.get_bucket_policy_status, **where),
}


def statement(effect, action, resource, principal="ALICE", **condition):
    made = {
        "Effect": effect,
        "Principal": "*" if principal == "*" else {"AWS": principal},
        "Action": action,
        "Resource": f"arn:aws:s3:::shared{resource}",
    }
    return {**made, "Condition": condition} if condition else made


def policy(*statements):
    """The arguments that put it."""
    return {**where, "Policy": json.dumps({"Version": "2012-10-17", "Statement": statements})}


def put_policy(*statements):
    s3.put_bucket_policy(**policy(*statements))


put_policy(
    statement("Allow", ["s3:GetObject", "s3:PutObject"], "/team/*"),
    statement("Deny", "s3:GetObject", "/team/*", StringEquals={"s3:ExistingObjectTag/level": "secret"}),
    statement(
        "Allow",
        "s3:ListBucket",
        "",
        StringLike={"s3:prefix": "team/*"},
        NumericLessThanEquals={"s3:max-keys": "10"},
    ),
)
as_alice = {
    "reads": text(alice, **where, Key="team/plan"),
    "tagged": outcome(alice.get_object, **where, Key="team/secret"),
    "outside": outcome(alice.get_object, **where, Key="other"),
    "writes": outcome(alice.put_object, **where, Key="team/new", Body=b"x"),
    "deletes": outcome(alice.delete_object, **where, Key="team/new"),
    "lists the team": outcome(alice.list_objects_v2, **where, Prefix="team/", MaxKeys=10),
    "lists too many": outcome(alice.list_objects_v2, **where, Prefix="team/", MaxKeys=11),
    "lists all": outcome(alice.list_objects_v2, **where, MaxKeys=10),
    "copies from outside": outcome(alice.copy_object, **where, Key="team/copy", CopySource="shared/other"),
    "copies inside": outcome(alice.copy_object, **where, Key="team/copy", CopySource="shared/team/plan"),
    "reads the policy": outcome(alice.get_bucket_policy, **where),
    "public": s3.get_bucket_policy_status(**where)["PolicyStatus"],
}

put_policy(
    statement("Allow", "s3:GetObject", "/public/*", "*", IpAddress={"aws:SourceIp": ["127.0.0.0/8", "::1/128"]}),
    statement("Deny", "s3:*", "/public/*", "*", StringLike={"aws:UserAgent": "*Mallory*"}),
)
mallory = client(signature_version=nobody.meta.config.signature_version, user_agent="Mallory/1.0")
as_anybody = {
    "reads": text(nobody, **where, Key="public/page"),
    "head": outcome(nobody.head_object, **where, Key="public/page"),
    "outside": outcome(nobody.get_object, **where, Key="other"),
    "writes": outcome(nobody.put_object, **where, Key="public/page", Body=b"x"),
    "lists": outcome(nobody.list_objects_v2, **where),
    "buckets": outcome(nobody.list_buckets),
    "with another agent": outcome(mallory.get_object, **where, Key="public/page"),
}

everyone = statement("Allow", "s3:GetObject", "/public/*", "*")
put_policy(everyone)
public = {
    "status": s3.get_bucket_policy_status(**where)["PolicyStatus"],
    "text": json.loads(s3.get_bucket_policy(**where)["Policy"])["Statement"] == [everyone],
}
s3.put_public_access_block(
    **where, PublicAccessBlockConfiguration={"RestrictPublicBuckets": True, "BlockPublicPolicy": True}
)
blocked = {
    "reads": outcome(nobody.get_object, **where, Key="public/page"),
    "owner": outcome(s3.get_object, **where, Key="public/page"),
    "new public policy": outcome(s3.put_bucket_policy, **policy(everyone)),
}

broken = {
    "json": outcome(s3.put_bucket_policy, **where, Policy="{"),
    "principal": outcome(
        s3.put_bucket_policy, **policy(statement("Allow", "s3:GetObject", "/*", "STRANGER"))
    ),
    "condition": outcome(
        s3.put_bucket_policy, **policy(statement("Allow", "s3:GetObject", "/*", Maybe={"aws:SourceIp": "::1"}))
    ),
    "deleted": outcome(s3.delete_bucket_policy, **where),
    "none": outcome(s3.get_bucket_policy, **where),
}

tell(closed=closed, alice=as_alice, anybody=as_anybody, public=public, blocked=blocked, broken=broken)
