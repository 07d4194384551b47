"""ACLs, ownership of objects and the public access block."""

from gateway import account, anonymous, client, outcome, tell, text

s3 = client()
bob = account("BOB", "bob-secret")
nobody = anonymous()
ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers"


def grants(answer):
    """'<permission> <grantee>' of each, sorted."""
    return sorted(
        f'{grant["Permission"]} {grant["Grantee"].get("ID") or grant["Grantee"]["URI"].rsplit("/", 1)[-1]}'
        for grant in answer["Grants"]
    )


s3.create_bucket(Bucket="enforced")
s3.put_object(Bucket="enforced", Key="a", Body=b"a")
enforced = {
    "ownership": s3.get_bucket_ownership_controls(Bucket="enforced")["OwnershipControls"]["Rules"],
    "acl": grants(s3.get_bucket_acl(Bucket="enforced")),
    "put": outcome(s3.put_bucket_acl, Bucket="enforced", ACL="public-read"),
    "put object": outcome(s3.put_object, Bucket="enforced", Key="b", Body=b"b", ACL="public-read"),
    "full control": outcome(s3.put_object, Bucket="enforced", Key="b", Body=b"b", ACL="bucket-owner-full-control"),
    "create": outcome(
        s3.create_bucket, Bucket="contradiction", ACL="public-read", ObjectOwnership="BucketOwnerEnforced"
    ),
}

s3.create_bucket(Bucket="acls", ObjectOwnership="ObjectWriter")
s3.put_object(Bucket="acls", Key="page", Body=b"page")
before = [outcome(nobody.get_object, Bucket="acls", Key="page"), outcome(bob.list_objects_v2, Bucket="acls")]
s3.put_object_acl(Bucket="acls", Key="page", ACL="public-read")
s3.put_bucket_acl(Bucket="acls", GrantRead='id="BOB"', GrantWrite='id="BOB"')
bob.put_object(Bucket="acls", Key="from bob", Body=b"bob")
canned = {
    "before": before,
    "anybody": text(nobody, Bucket="acls", Key="page"),
    "anybody lists": outcome(nobody.list_objects_v2, Bucket="acls"),
    "object": grants(s3.get_object_acl(Bucket="acls", Key="page")),
    "bucket": grants(s3.get_bucket_acl(Bucket="acls")),
    "bob lists": [entry["Key"] for entry in bob.list_objects_v2(Bucket="acls")["Contents"]],
    "owner of bob's": bob.get_object_acl(Bucket="acls", Key="from bob")["Owner"]["ID"],
    "bob changes the ACL": outcome(bob.put_bucket_acl, Bucket="acls", ACL="private"),
    "anybody writes": outcome(nobody.put_object, Bucket="acls", Key="x", Body=b"x"),
}

owner = s3.get_bucket_acl(Bucket="acls")["Owner"]
policy = {
    "Owner": owner,
    "Grants": [
        {"Grantee": {"Type": "CanonicalUser", "ID": owner["ID"]}, "Permission": "FULL_CONTROL"},
        {"Grantee": {"Type": "Group", "URI": ALL_USERS}, "Permission": "READ"},
        {"Grantee": {"Type": "CanonicalUser", "ID": "BOB"}, "Permission": "READ_ACP"},
    ],
}
s3.put_bucket_acl(Bucket="acls", AccessControlPolicy=policy)
written = {
    "grants": grants(s3.get_bucket_acl(Bucket="acls")),
    "anybody lists": outcome(nobody.list_objects_v2, Bucket="acls"),
    "bob reads the ACL": outcome(bob.get_bucket_acl, Bucket="acls"),
    "unknown": outcome(s3.put_bucket_acl, Bucket="acls", GrantRead='id="nobody-here"'),
    "email": outcome(s3.put_bucket_acl, Bucket="acls", GrantRead='emailAddress="a@example.org"'),
    "both": outcome(s3.put_bucket_acl, Bucket="acls", ACL="private", GrantRead='id="BOB"'),
}

block = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": False,
    "RestrictPublicBuckets": False,
}
s3.put_public_access_block(Bucket="acls", PublicAccessBlockConfiguration=block)
blocked = {
    "kept": s3.get_public_access_block(Bucket="acls")["PublicAccessBlockConfiguration"] == block,
    "anybody": outcome(nobody.get_object, Bucket="acls", Key="page"),
    "anybody lists": outcome(nobody.list_objects_v2, Bucket="acls"),
    "new": outcome(s3.put_object_acl, Bucket="acls", Key="page", ACL="public-read-write"),
    "deleted": outcome(s3.delete_public_access_block, Bucket="acls"),
    "none": outcome(s3.get_public_access_block, Bucket="acls"),
    "anybody again": outcome(nobody.get_object, Bucket="acls", Key="page"),
}

s3.put_bucket_ownership_controls(
    Bucket="acls", OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]}
)
s3.put_bucket_acl(Bucket="acls", GrantWrite='id="BOB"')
bob.put_object(Bucket="acls", Key="given", Body=b"x", ACL="bucket-owner-full-control")
ownership = {
    "given": s3.get_object_acl(Bucket="acls", Key="given")["Owner"]["ID"] == owner["ID"],
    "deleted": outcome(s3.delete_bucket_ownership_controls, Bucket="acls"),
    "none": outcome(s3.get_bucket_ownership_controls, Bucket="acls"),
}

tell(enforced=enforced, canned=canned, written=written, blocked=blocked, ownership=ownership)
