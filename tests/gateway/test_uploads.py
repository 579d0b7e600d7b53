"""Uploads: what the bytes are counts; what they hide does not survive."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from bot.gateway.pictures import difference_hash
from tests.gateway.fake_rasa import FakeRasa
from tests.gateway.running import Buyer, RunningGateway, code_of

_GPS = 0x8825


def picture(kind: str, *, size: tuple[int, int] = (64, 48), exif: bool = False) -> bytes:
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    out = BytesIO()
    secrets = Image.Exif()
    if exif:
        secrets[0x010F] = "SECRET-CAMERA"
        secrets[_GPS] = {1: "N", 2: (31.0, 14.0, 0.0)}
    image.save(out, kind, exif=secrets)
    return out.getvalue()


def mp4(size: int = 2000, brand: bytes = b"isom") -> bytes:
    return b"\x00\x00\x00\x18ftyp" + brand + b"\x00" * (size - 12)


def upload(buyer: Buyer, content: bytes, name: str = "a.png") -> object:
    return buyer.http.post("/api/v1/uploads", files={"file": (name, content, "image/png")})


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")],
)
def test_a_picture_comes_back_without_its_hidden_data(
    buyer: Buyer, gateway: RunningGateway, kind: str, media_type: str
) -> None:
    content = picture(kind, exif=True)
    assert b"SECRET-CAMERA" in content

    stored = upload(buyer, content)

    assert stored.status_code == 201
    assert stored.json()["media_type"] == media_type
    with gateway.http() as anybody:
        shown = anybody.get(stored.json()["url"])
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-disposition"].startswith("attachment")
    assert shown.headers["content-type"] == media_type
    assert b"SECRET-CAMERA" not in shown.content
    assert not Image.open(BytesIO(shown.content)).getexif()
    assert len(shown.content) == stored.json()["bytes"]


def test_a_heic_picture_becomes_a_jpeg(buyer: Buyer) -> None:
    pillow_heif = pytest.importorskip("pillow_heif")
    out = BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 64), "red")).save(out)

    assert upload(buyer, out.getvalue(), "a.heic").json()["media_type"] == "image/jpeg"


def test_a_picture_of_many_pixels_is_made_smaller(buyer: Buyer, gateway: RunningGateway) -> None:
    stored = upload(buyer, picture("JPEG", size=(6000, 400)))

    with gateway.http() as anybody:
        shown = Image.open(BytesIO(anybody.get(stored.json()["url"]).content))
    assert shown.width == 4096


@pytest.mark.parametrize(
    "content",
    [
        b"just some text, renamed to a.png",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"\x89PNG\r\n\x1a\n" + b"not really a picture" * 20,
        picture("PNG")[:100],
        b"",
        b"GIF89a" + b"\x00" * 100,
    ],
    ids=["text", "svg", "fake png", "half a png", "empty", "gif"],
)
def test_what_is_no_picture_is_refused_whatever_its_name(buyer: Buyer, content: bytes) -> None:
    refused = upload(buyer, content)

    assert (refused.status_code, code_of(refused)) == (415, "NOT_A_PICTURE_OR_VIDEO")


def test_too_large_a_picture_is_refused(buyer: Buyer) -> None:
    refused = upload(buyer, picture("PNG") + b"\x00" * (20 * 1024 * 1024))

    assert (refused.status_code, code_of(refused)) == (413, "FILE_TOO_LARGE")


def test_a_video_may_be_larger_than_a_picture_but_not_endless(buyer: Buyer) -> None:
    taken = upload(buyer, mp4(12 * 1024 * 1024), "a.mov")
    refused = upload(buyer, mp4(51 * 1024 * 1024))

    assert (taken.status_code, taken.json()["media_type"]) == (201, "video/mp4")
    assert (refused.status_code, code_of(refused)) == (413, "FILE_TOO_LARGE")
    assert upload(buyer, mp4(brand=b"qt  ")).json()["media_type"] == "video/quicktime"


def test_a_form_without_a_file_is_refused(buyer: Buyer) -> None:
    refused = buyer.http.post("/api/v1/uploads", data={"file": "a.png"})

    assert (refused.status_code, code_of(refused)) == (422, "INVALID_BODY")


def test_uploads_alone_are_offered_as_evidence(buyer: Buyer, rasa: FakeRasa) -> None:
    upload_id = upload(buyer, picture("PNG")).json()["upload_id"]

    sent = buyer.post({"upload_ids": [upload_id]}, wait=True).json()

    question = rasa.questions[-1]
    assert question["message"] == "/add_evidence"
    assert question["metadata"]["upload_ids"] == [upload_id]
    assert [each["upload_id"] for each in sent["message"]["uploads"]] == [upload_id]


def test_uploads_may_come_with_words(buyer: Buyer, rasa: FakeRasa) -> None:
    upload_id = upload(buyer, picture("PNG")).json()["upload_id"]

    buyer.post({"text": "屏幕碎了", "upload_ids": [upload_id]}, wait=True)

    assert rasa.questions[-1]["message"] == "屏幕碎了"
    assert rasa.questions[-1]["metadata"]["upload_ids"] == [upload_id]


def test_anothers_upload_does_not_exist(buyer: Buyer, gateway: RunningGateway) -> None:
    upload_id = upload(buyer, picture("PNG")).json()["upload_id"]

    refused = Buyer.of(gateway).post({"upload_ids": [upload_id]})

    assert (refused.status_code, code_of(refused)) == (404, "UPLOAD_NOT_FOUND")


def test_a_file_is_shown_only_to_who_holds_its_signed_address(buyer: Buyer) -> None:
    one = upload(buyer, picture("PNG")).json()
    other = upload(buyer, picture("PNG")).json()
    signature = other["url"].partition("sig=")[2]

    for address in (
        f"/api/v1/uploads/{one['upload_id']}",
        f"/api/v1/uploads/{one['upload_id']}?sig=x",
        f"/api/v1/uploads/{one['upload_id']}?sig={signature}",
    ):
        refused = buyer.http.get(address)
        assert (refused.status_code, code_of(refused)) == (403, "LINK_EXPIRED")


def test_the_difference_hash_knows_a_picture_again() -> None:
    scene = Image.radial_gradient("L").resize((200, 150))
    smaller = scene.resize((90, 70)).convert("RGB")
    other = Image.linear_gradient("L").rotate(90).resize((200, 150))

    def apart(one: Image.Image, two: Image.Image) -> int:
        return (int(difference_hash(one), 16) ^ int(difference_hash(two), 16)).bit_count()

    assert len(difference_hash(scene)) == 16
    assert apart(scene, smaller) <= 6
    assert apart(scene, other) >= 16
