"""Uploads in parts, with the checksums that this boto3 computes, and transfers of 64 MiB in threads."""

import hashlib
import io
import random
from base64 import b64decode, b64encode

from boto3.s3.transfer import TransferConfig

from gateway import client, outcome, tell

MIB = 1024 * 1024
s3 = client(max_pool_connections=8)
s3.create_bucket(Bucket="parts")
bodies = [random.Random(seed).randbytes(size) for seed, size in enumerate((5 * MIB, 5 * MIB, 100))]
whole = b"".join(bodies)


def upload(algorithm):
    """Uploads the bodies in parts that carry checksums."""
    where = {"Bucket": "parts", "Key": algorithm}
    field = f"Checksum{algorithm}"
    where["UploadId"] = s3.create_multipart_upload(**where, ChecksumAlgorithm=algorithm)["UploadId"]
    sent = [
        s3.upload_part(**where, PartNumber=number, Body=body, ChecksumAlgorithm=algorithm)
        for number, body in enumerate(bodies, 1)
    ]
    listed = []
    for page in s3.get_paginator("list_parts").paginate(**where, PaginationConfig={"PageSize": 2}):
        listed += [(part["PartNumber"], part["Size"], part[field]) for part in page["Parts"]]
    parts = [
        {"PartNumber": number, "ETag": part["ETag"], field: part[field]} for number, part in enumerate(sent, 1)
    ]
    swapped = [{**part, field: parts[0][field]} for part in parts]
    refused = outcome(s3.complete_multipart_upload, **where, MultipartUpload={"Parts": swapped})
    done = s3.complete_multipart_upload(**where, MultipartUpload={"Parts": parts})
    sums = b"".join(b64decode(part[field]) for part in parts)
    head = s3.head_object(Bucket="parts", Key=algorithm, ChecksumMode="ENABLED")
    attributes = s3.get_object_attributes(
        Bucket="parts", Key=algorithm, ObjectAttributes=["Checksum", "ObjectParts", "ObjectSize"]
    )
    return {
        "listed": [(number, size) for number, size, _ in listed],
        "sums listed": [value for *_, value in listed] == [part[field] for part in parts],
        "swapped": refused,
        "etag": done["ETag"],
        "composite": done[field] == composite(algorithm, sums),
        "head": head[field] == done[field],
        "attributes": [attributes["ObjectSize"], attributes["ObjectParts"]["TotalPartsCount"]],
        "second part": s3.get_object(Bucket="parts", Key=algorithm, PartNumber=2)["Body"].read() == bodies[1],
        "whole": s3.get_object(Bucket="parts", Key=algorithm)["Body"].read() == whole,
    }


def composite(algorithm, sums):
    """The checksum of the checksums of the parts."""
    return f"{b64encode(hashlib.new(algorithm.lower(), sums).digest()).decode()}-{len(bodies)}"


def uploads():
    """Lists and aborts unfinished uploads; refuses what cannot be completed."""
    begun = [s3.create_multipart_upload(Bucket="parts", Key=f"begun/{index}")["UploadId"] for index in range(3)]
    where = {"Bucket": "parts", "Key": "begun/0", "UploadId": begun[0]}
    etags = [s3.upload_part(**where, PartNumber=number, Body=b"small")["ETag"] for number in (1, 2)]
    small = {"Parts": [{"PartNumber": number, "ETag": etag} for number, etag in enumerate(etags, 1)]}
    listed = []
    for page in s3.get_paginator("list_multipart_uploads").paginate(
        Bucket="parts", Prefix="begun/", PaginationConfig={"PageSize": 1}
    ):
        listed += [entry["UploadId"] for entry in page["Uploads"]]
    told = {
        "listed": listed == begun,
        "too small": outcome(s3.complete_multipart_upload, **where, MultipartUpload=small),
        "order": outcome(s3.complete_multipart_upload, **where, MultipartUpload={"Parts": small["Parts"][::-1]}),
        "wrong part": outcome(
            s3.complete_multipart_upload, **where, MultipartUpload={"Parts": [{"PartNumber": 3, "ETag": etags[0]}]}
        ),
        "aborted": [
            outcome(s3.abort_multipart_upload, Bucket="parts", Key=f"begun/{index}", UploadId=upload_id)
            for index, upload_id in enumerate(begun)
        ],
        "gone": outcome(s3.list_parts, **where),
    }
    copied = {"Bucket": "parts", "Key": "copied"}
    copied["UploadId"] = s3.create_multipart_upload(**copied)["UploadId"]
    ranges = ["bytes=0-5242879", f"bytes=5242880-{len(whole) - 1}"]
    parts = [
        {
            "PartNumber": number,
            "ETag": s3.upload_part_copy(
                **copied, PartNumber=number, CopySource="parts/SHA256", CopySourceRange=part
            )["CopyPartResult"]["ETag"],
        }
        for number, part in enumerate(ranges, 1)
    ]
    s3.complete_multipart_upload(**copied, MultipartUpload={"Parts": parts})
    told["copied"] = s3.get_object(Bucket="parts", Key="copied")["Body"].read() == whole
    return told


def transfer():
    """64 MiB up and down in eight threads, then inside."""
    content = random.Random(64).randbytes(64 * MIB)
    settings = TransferConfig(multipart_threshold=8 * MIB, multipart_chunksize=8 * MIB, max_concurrency=8)
    extra = {"Metadata": {"colour": "blue"}, "ContentType": "video/x-test", "ChecksumAlgorithm": "SHA1"}
    s3.upload_fileobj(io.BytesIO(content), "parts", "large", ExtraArgs=extra, Config=settings)
    back = io.BytesIO()
    s3.download_fileobj("parts", "large", back, Config=settings)
    s3.copy({"Bucket": "parts", "Key": "large"}, "parts", "large copy", Config=settings)
    head = s3.head_object(Bucket="parts", Key="large")
    return {
        "same": back.getvalue() == content,
        "copy": s3.get_object(Bucket="parts", Key="large copy")["Body"].read() == content,
        "etag": head["ETag"][-3:],
        "size": head["ContentLength"],
        "type": head["ContentType"],
        "metadata": head["Metadata"],
        "parts": s3.head_object(Bucket="parts", Key="large", PartNumber=8)["PartsCount"],
    }


tell(sha256=upload("SHA256"), sha1=upload("SHA1"), uploads=uploads(), transfer=transfer())
