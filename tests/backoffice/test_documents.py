"""What the documents show by example is what the code takes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import requests

from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import CaseStatus
from bot.aftersales.importing import Importer, read_text
from bot.aftersales.order_source.upsert import upsert
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.gateway.backoffice_refusals import KNOWN
from tests.backoffice.conftest import Caller
from tests.store.shop import StandingClock

DOCUMENTS = Path(__file__).parents[2] / "docs" / "business"


def text_of(name: str) -> str:
    return (DOCUMENTS / name).read_text(encoding="utf-8")


def example_in(name: str) -> str:
    found = re.search(r"```json\n(.*?)```", text_of(name), re.DOTALL)
    assert found
    return found[1]


def test_the_example_of_an_import_is_imported(
    store: Store, policy: Policy, clock: StandingClock, door: BuyerDoor
) -> None:
    example = read_text(example_in("import.md"))
    assert Importer(store, policy, clock).load(example).added == {
        "buyers": 1,
        "sellers": 1,
        "orders": 1,
        "cases": 1,
    }
    (case,) = door.cases("U1")
    assert (case.status, case.requested_fen) == (CaseStatus.REFUNDED, 13070)


def test_the_example_of_an_order_source_is_taken_over(store: Store, door: BuyerDoor) -> None:
    with store.transaction() as session:
        upsert(session, read_text(example_in("order-source.md")).document)
    (order,) = door.orders("U1")
    assert order.paid_fen == json.loads(example_in("order-source.md"))["orders"][0]["paid_fen"]


def test_every_call_is_described_with_who_signs_it_and_what_it_says(call: Caller) -> None:
    paths = requests.get(f"{call.base}/openapi.json", timeout=10).json()["paths"]
    prefix = "/backoffice/api/v1/cases/{case_no}/"
    described = text_of("backoffice.md").splitlines()
    calls = [path.removeprefix(prefix) for path in paths if path.startswith(prefix)]
    assert len(calls) == 9
    for name in calls:
        (row,) = [line for line in described if line.startswith(f"| `{name}`")]
        operation = paths[prefix + name]["post"]
        assert operation["summary"].endswith(f"as {row.split('|')[2].strip()}")
        body = operation["requestBody"]["content"]["application/json"]["schema"]
        assert all(field in row for field in body.get("properties", ()))


def test_every_refusal_is_described() -> None:
    described = text_of("backoffice.md")
    assert [code for code in KNOWN if f"`{code}`" not in described] == []
