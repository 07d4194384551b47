"""Buckets as host names: the client puts the bucket in front of the domain of the gateway."""

import os
import socket

from gateway import ENDPOINT, client, outcome, tell, text

DOMAIN = os.environ["GATEWAY_DOMAIN"]
resolve = socket.getaddrinfo


def resolve_below_domain(host, *arguments, **more):
    """Every name below the domain is this machine, whatever its resolver says."""
    return resolve("127.0.0.1" if str(host).endswith(DOMAIN) else host, *arguments, **more)


socket.getaddrinfo = resolve_below_domain
endpoint = ENDPOINT.replace("127.0.0.1", DOMAIN)
s3 = client(endpoint=endpoint, s3={"addressing_style": "virtual"})
by_path = client()
where = {"Bucket": "hosted.with.dots" if endpoint.startswith("http:") else "hosted", "Key": "a b/ü+%.txt"}

s3.create_bucket(Bucket=where["Bucket"])
s3.put_object(**where, Body=b"x", Metadata={"colour": "blue"})
s3.copy_object(Bucket=where["Bucket"], Key="copy", CopySource=where)
upload = {"Bucket": where["Bucket"], "Key": "parts"}
upload["UploadId"] = s3.create_multipart_upload(**upload)["UploadId"]
part = s3.upload_part(**upload, PartNumber=1, Body=b"part")["ETag"]
s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part}]})

tell(
    host=s3.generate_presigned_url("get_object", Params=where).startswith(
        endpoint.replace("://", f"://{where['Bucket']}.")
    ),
    text=text(s3, **where),
    by_path=text(by_path, **where),
    listed=[entry["Key"] for entry in s3.list_objects_v2(Bucket=where["Bucket"])["Contents"]],
    buckets=where["Bucket"] in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]],
    missing=outcome(s3.get_object, Bucket="never-made", Key="x"),
    deleted=[
        entry["Key"]
        for entry in s3.delete_objects(
            Bucket=where["Bucket"], Delete={"Objects": [{"Key": key} for key in (where["Key"], "copy", "parts")]}
        )["Deleted"]
    ],
    removed=outcome(s3.delete_bucket, Bucket=where["Bucket"]),
)
