"""The steps of bindings/scenario on the real library; Kotlin and Swift run the same."""

import gc
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from farola_core import (
    Appearance,
    Door,
    DoorState,
    FarolaError,
    Filling,
    FixRecord,
    Phone,
    PointRecord,
    ScreenRecord,
    SettingsRecord,
    choose_pin,
    parcel_ended,
    read_image_map,
)
from support import (
    NOBODYS,
    SCENARIO,
    Carrier,
    FixedKey,
    LockedKey,
    Silent,
    Turned,
    kind_and_code,
)

Step = dict[str, Any]

FIX = FixRecord(
    at_ms=1,
    lat=20.6767,
    lon=-103.347,
    altitude_m=None,
    accuracy_m=8.0,
    speed_mps=None,
    bearing_deg=None,
)


def test_every_step_gives_what_it_says(tmp_path: Path) -> None:
    scenario = json.loads((SCENARIO / "scenario.json").read_text())
    run = Run(tmp_path / "phone", (SCENARIO / scenario["form"]).read_bytes())
    assert len(scenario["steps"]) > 40
    for number, step in enumerate(scenario["steps"], start=1):
        try:
            getattr(run, step["do"])(step)
        except (AssertionError, FarolaError) as error:
            raise AssertionError(f"step {number}: {step}: {error!r}") from error


class Run:
    """One phone going through the steps: a method for each word of `do`."""

    def __init__(self, folder: Path, form: bytes) -> None:
        self.folder = str(folder)
        self.form = form
        self.phone = Phone.open(self.folder, FixedKey())
        self.filling: Filling | None = None

    def open(self) -> Filling:
        assert self.filling is not None, "no form is open"
        return self.filling

    def add_form(self, step: Step) -> None:
        added = self.phone.add_form(self.form)
        assert (added.id, added.title) == (step["id"], step["title"])
        assert len(self.phone.forms()) == 1

    def begin(self, step: Step) -> None:
        self.filling = self.phone.begin(step["form"], step["language"])

    def screen(self, step: Step) -> None:
        shows(step, self.open().screen())

    def next(self, step: Step) -> None:
        gone = self.open().next()
        assert [fault.reference for fault in gone.held_by] == step.get("held_by", [])
        shows(step, gone.screen)

    def skip(self, step: Step) -> None:
        shows(step, self.open().skip())

    def back(self, step: Step) -> None:
        before = self.open().back()
        assert before is not None
        shows(step, before)

    def go_to(self, step: Step) -> None:
        shows(step, self.open().go_to(step["at"]))

    def languages(self, step: Step) -> None:
        assert self.open().languages() == step["names"]

    def find_choices(self, step: Step) -> None:
        found = self.open().find_choices(step["at"], step["text"])
        assert [choice.drawn.label.plain for choice in found.choices] == step["labels"]

    def language(self, step: Step) -> None:
        shows(step, self.open().set_language(step["name"]))

    def form_file(self, step: Step) -> None:
        assert (self.open().form_file(step["name"]) is not None) == step["there"]

    def image_map(self, step: Step) -> None:
        read = read_image_map((SCENARIO / step["file"]).read_bytes(), step["choices"])
        if step["parts"] is None:
            assert read is None
            return
        assert read is not None
        drawing = read.drawing()
        assert [shape.choice for shape in drawing.shapes] == step["parts"]
        assert drawing.width == step["width"]
        for touch in step["touches"]:
            assert read.touched(touch["x"], touch["y"], touch["reach"]) == touch["is"]

    def discard(self, step: Step) -> None:
        before = [draft.instance for draft in self.phone.drafts()]
        begun = self.phone.begin(step["form"], None).instance()
        assert begun in [draft.instance for draft in self.phone.drafts()]
        self.phone.discard(begun)
        assert [draft.instance for draft in self.phone.drafts()] == before

    def give_place(self, step: Step) -> None:
        self.open().screen()
        place = PointRecord(lat=step["lat"], lon=step["lon"], accuracy_m=None)
        assert self.open().requests() == []
        assert self.open().give_place(step["at"], place).changed == []

    def purge(self, step: Step) -> None:
        assert self.phone.purge(step["days"]).submissions == step["submissions"]
        parcel_ended(self.folder, "0" * 32)

    def news(self, step: Step) -> None:
        self.phone.mark_seen(NOBODYS)
        assert len(self.phone.messages("es")) == step["messages"]

    def add_repeat(self, step: Step) -> None:
        shows(step, self.open().add_repeat(step["at"]))

    def remove_repeat(self, step: Step) -> None:
        self.open().remove_repeat(step["at"])

    def answer(self, step: Step) -> None:
        answered = self.open().answer(step["at"], step["value"])
        assert (answered.broken.words if answered.broken else None) == step.get("broken")
        if "changed" in step:
            assert [entry.reference for entry in answered.patch.changed] == step["changed"]

    def photo(self, step: Step) -> None:
        file = self.open().attach_photo(step["at"], str(SCENARIO / step["file"]))
        assert [entry.drawn.answer.name for entry in file.patch.changed] == [file.name]
        kept = self.open().file(file.name)
        assert len(kept) == file.size > 0

    def value(self, step: Step) -> None:
        screen = self.open().go_to(step["at"])
        [question] = [q for q in screen.questions if q.reference == step["at"]]
        assert question.drawn is not None
        assert self.open().stored(step["at"]) == step["is"]

    def faults(self, step: Step) -> None:
        assert [fault.reference for fault in self.open().faults()] == step["references"]

    def outline(self, step: Step) -> None:
        states = {entry.reference: entry.state.name.title() for entry in self.open().outline()}
        assert {at: states.get(at) for at in step["states"]} == step["states"]

    def lines(self, step: Step) -> None:
        lines = self.open().lines()
        words = [line.shown.text for line in lines if line.shown.is_words()]
        assert words == step["texts"]
        assert len(lines) - len(words) == step["files"]

    def submission(self, step: Step) -> None:
        [sealed] = self.phone.submissions()
        lines = self.phone.submission_lines(sealed.instance, step["language"])
        assert [line.shown.text for line in lines if line.shown.is_words()] == step["texts"]

    def pin(self, step: Step) -> None:
        first = choose_pin(None, step["pin"])
        assert getattr(first, "code", None) == step["problem"]

    def lock(self, step: Step) -> None:
        door = Door(self.folder + "-door", Turned(), None)
        assert isinstance(door.state(), DoorState.UNUSED)
        door.begin(step["pin"])
        with pytest.raises(FarolaError.Auth) as caught:
            door.check(step["wrong"])
        assert caught.value.code == step["code"]
        key = door.arm(step["pin"])
        assert len(key) == 32
        door.change_pin(step["pin"], step["new"])
        assert door.arm(step["new"]) == key
        gc.collect()
        door.erase(step["new"])
        assert isinstance(door.state(), DoorState.UNUSED)

    def settings(self, step: Step) -> None:
        asked = SettingsRecord(
            language=step["language"],
            text_percent=step["text_percent"],
            appearance=Appearance[step["appearance"].upper()],
            data_saver=step["data_saver"],
            lock_after_s=60,
            purge_days=7,
        )
        assert self.phone.set_settings(asked) == asked
        self.settings_are(step)

    def settings_are(self, step: Step) -> None:
        kept = self.phone.settings()
        assert (kept.language, kept.text_percent) == (step["language"], step["text_percent"])
        assert kept.appearance.name.title() == step["appearance"]
        assert kept.data_saver == step["data_saver"]

    def storage(self, step: Step) -> None:
        held = self.phone.storage()
        counts = (held.drafts, held.waiting, held.sent)
        assert counts == (step["drafts"], step["waiting"], step["sent"])
        assert (held.media_bytes > 0) == step["media"]

    def no_walk(self, step: Step) -> None:
        assert self.phone.walk() is None
        darkness = self.phone.darkness().name.title().replace("_", "")
        assert darkness == step["darkness"]

    def erase(self, step: Step) -> None:
        del self.phone
        self.filling = None
        gc.collect()
        shutil.rmtree(self.folder)
        self.phone = Phone.open(self.folder, FixedKey(9))
        assert (self.phone.forms(), self.phone.submissions()) == ([], [])

    def home(self, step: Step) -> None:
        home = self.phone.home()
        assert (home.drafts, home.waiting) == (step["drafts"], step["waiting"])

    def finalize(self, step: Step) -> None:
        assert len(self.open().finalize().attachments) == step["attachments"]

    def kill(self, step: Step) -> None:
        """Nothing is closed in order: the handles are dropped as when the process dies."""
        instance = self.open().instance()
        self.filling = None
        self.phone = Phone.open(self.folder, FixedKey())
        self.filling = self.phone.resume(instance)

    def refused(self, step: Step) -> None:
        calls = {
            "begin": lambda: self.phone.begin(step["form"], None),
            "finalize": lambda: self.open().finalize(),
            "answer": lambda: self.open().answer(step["at"], step["value"]),
            "enrol": lambda: self.phone.enrol(step["text"]),
            "new_walk": lambda: self.phone.new_walk("es"),
            "start_walk": lambda: self.phone.start_walk(80),
            "discard": lambda: self.phone.discard(NOBODYS),
            "resume": lambda: self.phone.resume(NOBODYS),
            "retry": lambda: self.phone.retry(NOBODYS),
            "correct": lambda: self.phone.correct(NOBODYS, "es"),
            "give_recording": lambda: self.open().give_recording(step["at"], "/nowhere.m4a"),
            "file": lambda: self.open().file("nowhere.jpg"),
            "sync": lambda: self.phone.sync(True, False, Silent()).wait(),
            "hand_over": lambda: self.phone.hand_over(False, Carrier(), Silent()).wait(),
            "add_fix": lambda: self.phone.add_fix(FIX),
            "check_in": lambda: self.phone.check_in(),
            "key": lambda: Phone.open(self.folder, LockedKey()),
        }
        with pytest.raises(FarolaError) as caught:
            calls[step["call"]]()
        assert kind_and_code(caught.value) == (step["kind"], step["code"])


def shows(step: Step, screen: ScreenRecord) -> None:
    assert [question.drawn.label.plain for question in screen.questions] == step["labels"]
