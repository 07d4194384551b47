"""Object Lock: retention in both modes, legal hold, defaults of a bucket, bypass."""

import json
from datetime import datetime, timedelta, timezone

from gateway import account, client, outcome, tell, text

s3 = client()
soon = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(hours=1)
later = soon + timedelta(hours=1)
s3.create_bucket(Bucket="vault", ObjectLockEnabledForBucket=True)
bucket = {
    "versioning": s3.get_bucket_versioning(Bucket="vault")["Status"],
    "lock": s3.get_object_lock_configuration(Bucket="vault")["ObjectLockConfiguration"],
    "suspend": outcome(
        s3.put_bucket_versioning, Bucket="vault", VersioningConfiguration={"Status": "Suspended"}
    ),
}


def put(key, **lock):
    """The version that was made."""
    version = s3.put_object(Bucket="vault", Key=key, Body=b"x", **lock)["VersionId"]
    return {"Bucket": "vault", "Key": key, "VersionId": version}


governed = put("governed", ObjectLockMode="GOVERNANCE", ObjectLockRetainUntilDate=soon)
head = s3.head_object(**governed)
# A user who may do everything but bypass.
clerk = account("CLERK", "clerk-secret")
s3.put_bucket_policy(
    Bucket="vault",
    Policy=json.dumps({
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": effect,
                "Principal": {"AWS": "CLERK"},
                "Action": action,
                "Resource": ["arn:aws:s3:::vault/*"],
            }
            for effect, action in (("Allow", "s3:*Object*"), ("Deny", "s3:BypassGovernanceRetention"))
        ],
    }),
)
governance = {
    "mode": head["ObjectLockMode"],
    "until": head["ObjectLockRetainUntilDate"] == soon,
    "delete": outcome(s3.delete_object, **governed),
    "shorten": outcome(s3.put_object_retention, **governed, Retention={}),
    "extend": outcome(
        s3.put_object_retention, **governed, Retention={"Mode": "GOVERNANCE", "RetainUntilDate": later}
    ),
    "extended": s3.get_object_retention(**governed)["Retention"]["RetainUntilDate"] == later,
    "marker": outcome(s3.delete_object, Bucket="vault", Key="governed"),
    "bypass without permission": outcome(clerk.delete_object, **governed, BypassGovernanceRetention=True),
    "many without bypass": [
        entry["Code"]
        for entry in s3.delete_objects(
            Bucket="vault", Delete={"Objects": [{"Key": "governed", "VersionId": governed["VersionId"]}]}
        ).get("Errors", [])
    ],
    "bypass": outcome(s3.delete_object, **governed, BypassGovernanceRetention=True),
}

strict = put("strict", ObjectLockMode="COMPLIANCE", ObjectLockRetainUntilDate=soon)
compliance = {
    "bypass": outcome(s3.delete_object, **strict, BypassGovernanceRetention=True),
    "weaken": outcome(
        s3.put_object_retention,
        **strict,
        Retention={"Mode": "GOVERNANCE", "RetainUntilDate": later},
        BypassGovernanceRetention=True,
    ),
    "overwritten": outcome(s3.put_object, Bucket="vault", Key="strict", Body=b"y"),
    "kept": text(s3, **strict),
}

held = put("held", ObjectLockLegalHoldStatus="ON")
hold = {
    "status": s3.get_object_legal_hold(**held)["LegalHold"],
    "delete": outcome(s3.delete_object, **held, BypassGovernanceRetention=True),
    "release": outcome(s3.put_object_legal_hold, **held, LegalHold={"Status": "OFF"}),
    "deleted": outcome(s3.delete_object, **held),
    "without retention": outcome(s3.get_object_retention, **put("bare")),
}

configuration = {
    "ObjectLockEnabled": "Enabled",
    "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 2}},
}
s3.put_object_lock_configuration(Bucket="vault", ObjectLockConfiguration=configuration)
retention = s3.get_object_retention(**put("by-default"))["Retention"]
upload = {"Bucket": "vault", "Key": "in parts"}
upload["UploadId"] = s3.create_multipart_upload(**upload)["UploadId"]
part = s3.upload_part(**upload, PartNumber=1, Body=b"x")["ETag"]
parts = s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part}]})
days = (retention["RetainUntilDate"] - datetime.now(timezone.utc)) / timedelta(days=1)
defaults = {
    "kept": s3.get_object_lock_configuration(Bucket="vault")["ObjectLockConfiguration"] == configuration,
    "mode": retention["Mode"],
    "two days": 1.9 < days <= 2,
    "parts": s3.head_object(Bucket="vault", Key="in parts", VersionId=parts["VersionId"])["ObjectLockMode"],
}

s3.create_bucket(Bucket="open")
s3.put_object(Bucket="open", Key="a", Body=b"x")
without = {
    "configuration": outcome(s3.get_object_lock_configuration, Bucket="open"),
    "retention": outcome(s3.get_object_retention, Bucket="open", Key="a"),
    "put": outcome(s3.put_object_legal_hold, Bucket="open", Key="a", LegalHold={"Status": "ON"}),
    "in the past": outcome(
        s3.put_object_retention,
        **put("past"),
        Retention={"Mode": "GOVERNANCE", "RetainUntilDate": soon - timedelta(days=1)},
    ),
}

tell(
    bucket=bucket,
    governance=governance,
    compliance=compliance,
    hold=hold,
    defaults=defaults,
    without=without,
)
