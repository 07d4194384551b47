"""Versions: history, delete markers, restoring an old version, removing for good."""

from gateway import client, outcome, plain, tell, text

s3 = client()
where = {"Bucket": "versions", "Key": "folder/report ü.txt"}
s3.create_bucket(Bucket="versions")
never = plain(s3.get_bucket_versioning(Bucket="versions"))
s3.put_object(**where, Body=b"before")
s3.put_bucket_versioning(Bucket="versions", VersioningConfiguration={"Status": "Enabled"})
enabled = s3.get_bucket_versioning(Bucket="versions")["Status"]

first = s3.put_object(**where, Body=b"first", Metadata={"round": "1"})["VersionId"]
second = s3.put_object(**where, Body=b"second")["VersionId"]
contents = {
    "current": text(s3, **where),
    "first": text(s3, **where, VersionId=first),
    "null": text(s3, **where, VersionId="null"),
}

marker = s3.delete_object(**where)
hidden = {
    "marked": marker["DeleteMarker"],
    "get": outcome(s3.get_object, **where),
    "head of the marker": outcome(s3.head_object, **where, VersionId=marker["VersionId"]),
    "listed": s3.list_objects_v2(Bucket="versions")["KeyCount"],
}

restored = s3.copy_object(**where, CopySource={**where, "VersionId": first})
history = []
for page in s3.get_paginator("list_object_versions").paginate(
    Bucket="versions", PaginationConfig={"PageSize": 2}
):
    assert len(page.get("Versions", [])) + len(page.get("DeleteMarkers", [])) <= 2
    history += [(entry["VersionId"], "version") for entry in page.get("Versions", [])]
    history += [(entry["VersionId"], "marker") for entry in page.get("DeleteMarkers", [])]
names = {
    first: "first",
    second: "second",
    "null": "null",
    marker["VersionId"]: "marker",
    restored["VersionId"]: "restored",
}
latest = [
    names[entry["VersionId"]]
    for entry in s3.list_object_versions(Bucket="versions")["Versions"]
    if entry["IsLatest"]
]
restoring = {
    "from": names[restored["CopySourceVersionId"]],
    "text": text(s3, **where),
    "metadata": s3.head_object(**where)["Metadata"],
    "history": [f"{names[version]} {kind}" for version, kind in history],
    "latest": latest,
}

removed = s3.delete_objects(
    Bucket="versions",
    Delete={
        "Objects": [
            {"Key": where["Key"], "VersionId": marker["VersionId"]},
            {"Key": where["Key"], "VersionId": restored["VersionId"]},
            {"Key": where["Key"], "VersionId": "no-such-version"},
        ]
    },
)
removing = {
    "deleted": [
        {**entry, "VersionId": names.get(entry["VersionId"], entry["VersionId"])}
        | ({"DeleteMarkerVersionId": names[entry["DeleteMarkerVersionId"]]} if entry.get("DeleteMarker") else {})
        for entry in removed.get("Deleted", [])
    ],
    "errors": removed.get("Errors", []),
    "current again": text(s3, **where),
    "gone": outcome(s3.get_object, **where, VersionId=restored["VersionId"]),
}

s3.put_bucket_versioning(Bucket="versions", VersioningConfiguration={"Status": "Suspended"})
suspended_put = s3.put_object(**where, Body=b"suspended")
suspended = {
    "version": suspended_put.get("VersionId"),
    "null": text(s3, **where, VersionId="null"),
    "versions": len(s3.list_object_versions(Bucket="versions")["Versions"]),
    "bucket": outcome(s3.delete_bucket, Bucket="versions"),
}

for page in s3.get_paginator("list_object_versions").paginate(Bucket="versions"):
    entries = page.get("Versions", []) + page.get("DeleteMarkers", [])
    objects = [{"Key": entry["Key"], "VersionId": entry["VersionId"]} for entry in entries]
    s3.delete_objects(Bucket="versions", Delete={"Objects": objects, "Quiet": True})
emptied = outcome(s3.delete_bucket, Bucket="versions")

tell(
    never=never,
    enabled=enabled,
    contents=contents,
    hidden=hidden,
    restoring=restoring,
    removing=removing,
    suspended=suspended,
    emptied=emptied,
)
