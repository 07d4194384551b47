"""What botocore makes of refusals: code, status, and the fields that AWS names."""

import os

from botocore.exceptions import ClientError, WaiterError

from gateway import client, outcome, tell

s3 = client()
s3.create_bucket(Bucket="errors")
s3.put_object(Bucket="errors", Key="there", Body=b"0123456789")
where = {"Bucket": "errors", "Key": "there"}


def details(call, **arguments):
    """What the error says beside its message."""
    try:
        call(**arguments)
    except ClientError as error:
        fields = {name: value for name, value in error.response["Error"].items() if name != "Message"}
        metadata = error.response["ResponseMetadata"]
        ids = bool(metadata["RequestId"] and metadata["HostId"])
        return {**fields, "status": metadata["HTTPStatusCode"], "ids": ids}
    return "served"


def raised(name, call, **arguments):
    """Whether the call raises the exception that boto3 has for it."""
    try:
        call(**arguments)
    except getattr(s3.exceptions, name):
        return True
    return False


def waited(name, **arguments):
    try:
        s3.get_waiter(name).wait(**arguments, WaiterConfig={"Delay": 0, "MaxAttempts": 1})
        return True
    except WaiterError:
        return False


tell(
    details={
        "NoSuchKey": details(s3.get_object, Bucket="errors", Key="not there"),
        "NoSuchBucket": details(s3.list_objects_v2, Bucket="not-there"),
        "NoSuchUpload": details(s3.list_parts, **where, UploadId="no-such-upload"),
        "InvalidRange": details(s3.get_object, **where, Range="bytes=10-"),
        "PreconditionFailed": details(s3.get_object, **where, IfMatch='"0"'),
        "NoSuchVersion": details(s3.get_object, **where, VersionId="0" * 32),
        "InvalidArgument": details(s3.list_objects_v2, Bucket="errors", EncodingType="gzip"),
        "head": details(s3.head_object, Bucket="errors", Key="not there"),
        "BadDigest": details(s3.put_object, **where, Body=b"x", ContentMD5="1B2M2Y8AsgTpgAmY7PhCfg=="),
    },
    outcomes={
        "not modified": outcome(s3.get_object, **where, IfNoneMatch=s3.head_object(**where)["ETag"]),
        "not empty": outcome(s3.delete_bucket, Bucket="errors"),
        "bad name": outcome(s3.create_bucket, Bucket="A_b"),
        "digest": outcome(s3.put_object, **where, Body=b"x", ContentMD5="xx"),
        "too many keys": outcome(
            s3.delete_objects, Bucket="errors", Delete={"Objects": [{"Key": str(index)} for index in range(1001)]}
        ),
        "onto itself": outcome(s3.copy_object, **where, CopySource="errors/there"),
        "foreign owner": outcome(s3.get_object, **where, ExpectedBucketOwner="000000000000"),
        "customer key": outcome(
            s3.put_object, **where, Body=b"x", SSECustomerAlgorithm="AES256", SSECustomerKey="0" * 32
        ),
        "unknown account": outcome(client("STRANGER", "x").list_buckets),
        "wrong secret": outcome(client(os.environ["AWS_ACCESS_KEY_ID"], "wrong").list_buckets),
        "not restored": outcome(s3.restore_object, **where, RestoreRequest={"Days": 1}),
        "torrent": outcome(s3.get_object_torrent, **where),
        "replication": outcome(s3.get_bucket_replication, Bucket="errors"),
    },
    exceptions={
        "NoSuchKey": raised("NoSuchKey", s3.get_object, Bucket="errors", Key="not there"),
        "NoSuchBucket": raised("NoSuchBucket", s3.list_objects_v2, Bucket="not-there"),
        "NoSuchUpload": raised("NoSuchUpload", s3.abort_multipart_upload, **where, UploadId="no-such-upload"),
        "InvalidObjectState": raised("InvalidObjectState", s3.restore_object, **where, RestoreRequest={"Days": 1}),
    },
    waiters={
        "bucket": waited("bucket_exists", Bucket="errors"),
        "no bucket": waited("bucket_not_exists", Bucket="not-there"),
        "object": waited("object_exists", **where),
        "no object": waited("object_not_exists", Bucket="errors", Key="not there"),
        "missing": waited("object_exists", Bucket="errors", Key="not there"),
    },
)
