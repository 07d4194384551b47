"""Presigned URLs and forms, used by a program that has no keys."""

import urllib.error
import urllib.request
from xml.etree import ElementTree

from gateway import client, outcome, tell, text

BOUNDARY = "boundary-of-the-form"
s3 = client()
s3.create_bucket(Bucket="signed")


def send(method, url, body=None, **headers):
    """'<status>' and the body, or '<status> <code>' and the error document."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, data=body, method=method, headers=names)
    try:
        with urllib.request.build_opener(NoRedirect).open(request) as response:
            return str(response.status), response.read(), response.headers
    except urllib.error.HTTPError as error:
        document = error.read()
        code = ElementTree.fromstring(document).findtext("Code") if document else error.headers.get("Location")
        return f"{error.status} {code}", document, error.headers


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def url(operation, expires=60, **parameters):
    return s3.generate_presigned_url(operation, Params={"Bucket": "signed", **parameters}, ExpiresIn=expires)


upload = url("put_object", Key="ünï + 100%.txt", ContentType="text/x-test", Metadata={"colour": "blue"})
put = send("PUT", upload, b"by url", content_type="text/x-test", x_amz_meta_colour="blue")
download = url("get_object", Key="ünï + 100%.txt", ResponseContentDisposition='attachment; filename="ü.txt"')
got = send("GET", download)
urls = {
    "put": put[0],
    "put without the signed header": send("PUT", upload, b"x", content_type="text/x-test")[0],
    "get": [got[0], got[1].decode(), got[2]["Content-Type"], got[2]["x-amz-meta-colour"]],
    "range": send("GET", download, range="bytes=3-5")[1].decode(),
    "head": send("HEAD", url("head_object", Key="ünï + 100%.txt"))[0],
    "list": send("GET", url("list_objects_v2", Prefix="ü"))[0],
    "tampered": send("GET", download.replace("100%25", "200%25"))[0],
    "other method": send("DELETE", download)[0],
    "too long": send("GET", url("get_object", 604801, Key="x"))[0],
    "stranger": send(
        "GET",
        client("STRANGER", "x").generate_presigned_url("get_object", Params={"Bucket": "signed", "Key": "x"}),
    )[0],
}


def form(fields, content, name="photo.jpg"):
    """A multipart/form-data body with the file last, as a browser sends it."""
    lines = []
    for field, value in fields.items():
        lines += [f"--{BOUNDARY}", f'Content-Disposition: form-data; name="{field}"', "", value]
    lines += [f"--{BOUNDARY}", f'Content-Disposition: form-data; name="file"; filename="{name}"']
    lines += ["Content-Type: image/jpeg", "", ""]
    return "\r\n".join(lines).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def post(signed, content=b"0123456789", **changes):
    body = form({**signed["fields"], **changes}, content)
    return send("POST", signed["url"], body, content_type=f"multipart/form-data; boundary={BOUNDARY}")


signed = s3.generate_presigned_post(
    "signed",
    "photos/${filename}",
    Fields={"acl": "bucket-owner-full-control", "success_action_status": "201", "x-amz-meta-colour": "red"},
    Conditions=[
        {"acl": "bucket-owner-full-control"},
        {"success_action_status": "201"},
        ["starts-with", "$x-amz-meta-colour", "re"],
        ["starts-with", "$Content-Type", "image/"],
        ["content-length-range", 1, 10],
    ],
    ExpiresIn=60,
)
typed = {"Content-Type": "image/jpeg"}
done = post(signed, **typed)
document = {child.tag.rsplit("}", 1)[-1]: child.text for child in ElementTree.fromstring(done[1])}
plain_form = s3.generate_presigned_post("signed", "plain")
back = s3.generate_presigned_post(
    "signed",
    "back",
    Fields={"success_action_redirect": "http://127.0.0.1:9/done"},
    Conditions=[{"success_action_redirect": "http://127.0.0.1:9/done"}],
)
forms = {
    "stored": [done[0], document["Bucket"], document["Key"], document["ETag"]],
    "text": text(s3, Bucket="signed", Key="photos/photo.jpg"),
    "described": [
        s3.head_object(Bucket="signed", Key="photos/photo.jpg")[name] for name in ("ContentType", "Metadata")
    ],
    "too large": post(signed, b"01234567890", **typed)[0],
    "too small": post(signed, b"", **typed)[0],
    "condition": post(signed, **typed, **{"x-amz-meta-colour": "blue"})[0],
    "extra field": post(signed, **typed, **{"x-amz-meta-size": "9"})[0],
    "signature": post(signed, **typed, **{"x-amz-signature": "0" * 64})[0],
    "plain": post(plain_form)[0],
    "plain text": text(s3, Bucket="signed", Key="plain"),
    "redirected": post(back)[0].split("&etag")[0],
    "unsigned": post({"url": plain_form["url"], "fields": {"key": "unsigned"}})[0],
    "nothing stored": outcome(s3.head_object, Bucket="signed", Key="unsigned"),
}

tell(urls=urls, forms=forms)
