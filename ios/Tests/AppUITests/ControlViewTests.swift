import Fakes
import FarolaCore
import SwiftUI
import Testing

@testable import AppModel
@testable import AppUI

/// Every control and appearance is drawn, and everything in it has a name.
@MainActor
struct ControlViewTests {
    private func draw(
        _ question: QuestionRecord, _ about: String, named: String = "Pregunta"
    ) async throws -> [Mark] {
        let phone = FakePhone()
        let form = FormModel(
            filling: PaperForm([question]), line: CoreLine(),
            platform: phone.platform, locale: .mexico)
        try await form.load()
        let marks = Pen.read(RowView(row: form.rows[0]))
        inspect(marks, about)
        // A line of a grid says its label itself; every other row says it above.
        #expect(marks.contains { $0.name.contains(named) }, "\(about) has no label")
        return marks
    }

    /// Every page of the table of controls, as the core wants it drawn.
    @Test func theTableOfControls() async throws {
        let sight = try await Sight.opened()
        try sight.addForm("bindings/scenario/controls.xml")
        try await sight.unlocked.begin("controls")
        let form = try #require(try sight.unlocked.form)
        var pages = 0
        while !form.isAtEnd {
            pages += 1
            for row in form.rows {
                let marks = Pen.read(RowView(row: row))
                inspect(marks, row.label.plain)
                #expect(
                    marks.contains { $0.name.contains(row.label.plain) },
                    "\(row.label.plain) has no label")
                if let key = row.drawn.unsupported?.key {
                    let words = sight.shell.words[key]
                    #expect(marks.contains { $0.name == words }, "\(row.label.plain)")
                }
            }
            await form.skip()
        }
        #expect(pages > 130)
    }

    /// What stands there is shown, and what the form hides is not.
    @Test func answers() async throws {
        let street = try await draw(.sample(answer: .text(text: "Pino Suárez")), "a text")
        #expect(street.contains { $0.text == "Pino Suárez" })
        let code = try await draw(
            .sample(.barcode(front: false, hidden: true), answer: .text(text: "118")), "a code")
        #expect(!code.contains { $0.name.contains("118") || $0.text.contains("118") })
        let day = DayRecord(year: 2026, month: 11, day: 25)
        let date = try await draw(
            .sample(
                .date(pick: .calendar, calendar: .gregorian), answer: .day(day: day),
                shown: "mié 25 nov 2026"), "a day")
        #expect(date.contains { $0.name == "mié 25 nov 2026" })
        let note = try await draw(
            .sample(.note(media: nil), answer: .text(text: "7"), shown: "7", readonly: true),
            "a note")
        #expect(note.contains { $0.name == "7" })
        let camera = CameraUse(front: false, gallery: true)
        for asked in [
            QuestionControl.photo(annotated: true), .drawing(signature: true, maxPixels: nil),
            .audio(quality: .low, files: true), .video(camera: camera), .file(accept: []),
        ] {
            let marks = try await draw(.sample(asked, answer: .file(name: "x.jpg")), "\(asked)")
            #expect(marks.contains { $0.name == Words(.es)["button.remove"] }, "\(asked)")
        }
        for style in [
            QuestionControl.rating(scale: QuestionControl.scale()),
            .picker(scale: QuestionControl.scale()),
        ] {
            _ = try await draw(.sample(style, answer: .position(at: 2)), "\(style)")
        }
        // The wheel has no row of none where what is chosen is not taken back.
        let wheel = QuestionControl.picker(scale: QuestionControl.scale())
        for (answer, takesBack) in [
            (QuestionAnswer.blank, false), (.blank, true), (.position(at: 2), true),
            (.position(at: 2), false),
        ] {
            let marks = try await draw(
                .sample(wheel, answer: answer, takesBack: takesBack), "a wheel")
            let none = marks.contains { $0.options.contains(Words(.es)["control.none"]) }
            #expect(none == (answer == .blank || takesBack))
        }
    }

    @Test(arguments: [
        ChoiceLayout.list, .columns(count: nil), .columns(count: 3), .packed, .likert, .minimal,
        .gridRow(labels: true), .gridRow(labels: false), .imageMap, .map,
    ])
    func choices(layout: ChoiceLayout) async throws {
        for control in [QuestionControl.one(layout), .many(layout)] {
            let marks = try await draw(
                .sample(
                    control, answer: .chosen(values: ["1"]), shown: "1",
                    choices: ["0", "1", "2", "3"]), "\(control)")
            let touched = marks.filter { $0.kind == .button }
            if layout == .minimal {
                #expect(touched.map(\.name) == ["1"])
            } else {
                #expect(touched.count >= 4, "\(control): \(touched.map(\.name))")
            }
        }
    }

    /// Whoever sees a place on the sketch finds it in the list: both have its sign.
    @Test func theSignsOfASketch() async throws {
        var question = QuestionRecord.sample(.one(.map), choices: ["a", "b", "c"])
        for at in [0, 2] {
            question.choices[at].drawn.spot = PlaceRecord(
                lat: 20.6689, lon: -103.3392 + Double(at) / 1_000, altitudeM: nil, accuracyM: nil)
        }
        let names = try await draw(question, "a sketch of choices").map(\.name)
        let es = Words(.es)
        for choice in question.choices {
            let name = es(
                "control.number_of", ["number": choice.sign, "words": choice.words.plain])
            #expect(names.contains(name), "\(names)")
        }
    }

    /// What was sensed is moved by hand only where the form has a map to put it on.
    @Test(arguments: [MapUse.absent, .shown, .placed])
    func aPlaceIsMovedWhereTheFormSaysSo(map: MapUse) async throws {
        let sensed = PlaceRecord(lat: 20.6689, lon: -103.3392, altitudeM: nil, accuracyM: 8)
        let marks = try await draw(
            .sample(.point(map), answer: .place(place: sensed), shown: "20.66890, -103.33920"),
            "\(map)")
        let moves = marks.contains { $0.name == Words(.es)["control.place_north"] }
        #expect(moves == (map == .placed), "\(map): \(marks.map(\.name))")
    }

    /// A place says whether it was sensed; the core says so of each.
    @Test(arguments: [(8.0, "form.place_taken"), (nil, "form.place_by_hand")])
    func howAPlaceCame(accuracy: Double?, key: String) async throws {
        let place = PlaceRecord(
            lat: 20.6689, lon: -103.3392, altitudeM: nil, accuracyM: accuracy)
        let shown = "20.66890, -103.33920"
        let marks = try await draw(
            .sample(.point(), answer: .place(place: place), shown: shown), key)
        let said = Words(.es)(key, ["place": shown])
        #expect(marks.contains { $0.name == said }, "\(marks.map(\.name))")
    }

    /// A line is drawn by touch and by buttons, and its sketch says how far it has come.
    @Test func aLineIsDrawnByButtonsToo() async throws {
        let es = Words(.es)
        let corners = [20.6689, 20.6699].map {
            PlaceRecord(lat: $0, lon: -103.3392, altitudeM: nil, accuracyM: nil)
        }
        let marks = try await draw(
            .sample(.line, answer: .line(places: corners), shown: "111 m"), "a line")
        let buttons = marks.filter { $0.kind == .button }.map(\.name)
        for key in [
            "control.place_north", "control.place_west", "control.trace_add", "form.nearer",
            "form.trace_undo", "form.trace_clear",
        ] {
            #expect(buttons.contains(es[key]), "\(buttons)")
        }
        let sketch = es("form.sketch_line", ["points": "2 puntos, 111\u{a0}m"])
        #expect(marks.contains { $0.name == sketch }, "\(marks.map(\.name))")
    }

    /// What the core's now is called, by what is picked.
    @Test(arguments: [
        (DatePick.calendar, "control.today"), (.steps, "control.today"),
        (.monthAndYear, "form.this_month"), (.year, "form.this_year"),
    ])
    func nowByItsName(pick: DatePick, key: String) async throws {
        let marks = try await draw(.sample(.date(pick: pick, calendar: .gregorian)), "\(pick)")
        #expect(marks.contains { $0.name == Words(.es)[key] }, "\(marks.map(\.name))")
    }

    /// The core judges; each state has its sentence, and what is not good can be kept by a button
    /// that says so. A line that is walked says it too, by what its points are held to.
    @Test func howExactAPlaceIs() async throws {
        let es = Words(.es)
        func metres(_ key: String, _ metres: Int) -> String {
            es(key, ["metres": String(metres)])
        }
        let phone = FakePhone()
        let form = FormModel(
            filling: PaperForm([
                .sample(.point()), .sample(.line, at: "/paper/line"),
            ]), line: CoreLine(), platform: phone.platform, locale: .mexico)
        try await form.load()
        guard case .point(let point) = form.rows[0].control,
            case .trace(let line) = form.rows[1].control
        else { throw Failure(code: "no point and no line") }
        func says(_ row: Int) -> [String] { Pen.read(RowView(row: form.rows[row])).map(\.name) }
        #expect(says(0).contains(es["control.place_listen"]))
        point.listen()
        line.startWalking()
        #expect(says(0).contains(es["form.looking_words"]))
        #expect(!says(0).contains(es["control.place_take"]))
        #expect(!says(1).contains(es["control.trace_here"]))
        let weak = es["form.accuracy_weak"]
        let table: [(Int, String, String, String)] = [
            (9, es["form.accuracy_good"], es["control.place_take"], es["form.accuracy_good"]),
            (40, weak, metres("form.place_keep_weak", 40), weak),
            (
                62, weak, metres("form.place_keep_weak", 62), metres("form.place_too_weak", 50)
            ),
            (
                130, metres("form.place_too_weak", 100), metres("form.place_keep_weak", 130),
                metres("form.place_too_weak", 50)
            ),
        ]
        for (accuracy, sentence, button, ofTheLine) in table {
            phone.places.give(20, -103, Double(accuracy), atMs: phone.nowMs)
            let said = says(0)
            #expect(said.contains(metres("form.accuracy", accuracy)), "\(accuracy): \(said)")
            #expect(said.contains(sentence) && said.contains(button), "\(accuracy): \(said)")
            #expect(says(1).contains(ofTheLine), "\(accuracy): \(says(1))")
            #expect(says(1).contains(es["control.trace_here"]))
        }
    }

    /// A question that is only read switches nothing on; with a map as without one.
    @Test(arguments: [MapUse.absent, .shown, .placed])
    func aPlaceWaitsForATouch(map: MapUse) async throws {
        let phone = FakePhone()
        let form = FormModel(
            filling: PaperForm([.sample(.point(map))]), line: CoreLine(),
            platform: phone.platform, locale: .mexico)
        try await form.load()
        let marks = Pen.read(RowView(row: form.rows[0]))
        #expect(!phone.places.isOn)
        let listen = marks.first { $0.name == Words(.es)["control.place_listen"] }
        try #require(listen).press()
        for _ in 0..<1_000 where !phone.places.isOn { await Task.yield() }
        #expect(phone.places.isOn)
    }

    /// A counter goes no further down than the core lets it.
    @Test func aCounterThatCannotGoDown() async throws {
        for goes in [true, false] {
            var question = QuestionRecord.sample(.counter, answer: .text(text: "1"))
            question.drawn.canSubtract = goes
            let marks = try await draw(question, "a counter")
            let less = marks.first { $0.name == Words(.es)["control.less_one"] }
            #expect(less?.isDisabled == !goes)
        }
    }

    /// A choice has the sign that the core gives it, and a line that needs an answer says so until
    /// it has one.
    @Test func theSignsOfAGrid() async throws {
        var question = QuestionRecord.sample(.legend, choices: ["0", "1"])
        question.choices[0].sign = "3"
        question.choices[0].meaning = "3\u{a0}0"
        question.choices[1].sign = "27"
        question.choices[1].meaning = "27\u{a0}1"
        let head = try await draw(question, "the head of a grid")
        #expect(head.contains { $0.name == "3\u{a0}0\u{a0}· 27\u{a0}1" })
        let required = Words(.es)["form.required"]
        for answer in [QuestionAnswer.blank, .chosen(values: ["1"])] {
            let line = try await draw(
                .sample(
                    .one(.gridRow(labels: false)), answer: answer, choices: ["0", "1"],
                    required: true), "a line of a grid")
            let says = line.contains { $0.name.contains(required) }
            #expect(says == (answer == .blank))
        }
    }

    /// What is only read is not asked for, also where the form says that it is needed.
    @Test(arguments: [true, false], [true, false])
    func anAnswerIsAskedForWhereItCanBeGiven(required: Bool, readonly: Bool) async throws {
        let controls: [QuestionControl] = [
            .text(lines: 1, look: .plain), .note(media: nil), .one(.gridRow(labels: false)),
        ]
        for control in controls {
            let marks = try await draw(
                .sample(control, choices: ["0"], readonly: readonly, required: required),
                "\(control)")
            let says = marks.contains { $0.name.contains(Words(.es)["form.required"]) }
            #expect(says == (required && !readonly), "\(control)")
        }
    }

    /// A choice shows its picture; which of two is the core's to say.
    @Test func aChoiceShowsThePictureItHas() {
        for name in ["a.png", nil] {
            var choice = ChoiceRecord.sample("0")
            let picture = name.map { LabelPicture(shown: $0, opened: "b.png") }
            choice.drawn.media = LabelMedia(picture: picture, audio: nil, video: nil)
            #expect(choice.picture == name)
        }
    }

    /// In the list to jump from a question without a label has a name, and a group without one no
    /// line.
    @Test func theListNamesWhatHasNoLabel() async throws {
        let form = FormModel(
            filling: PaperForm([.sample()]), line: CoreLine(), platform: FakePhone().platform,
            locale: .mexico)
        let outline = [EntryType.group, .repeat, .prompt, .question].flatMap { kind in
            ["Calle", nil, nil].map { label in
                OutlineRecord(
                    reference: "/a", label: label, kind: kind, depth: 0, state: .blank)
            }
        }
        let marks = Pen.read(OutlineView(form: form, outline: outline))
        inspect(marks, "the list")
        let blank = Words(.es)["outline.blank"]
        let buttons = marks.filter { $0.kind == .button }.map(\.name)
        let unnamed = Words(.es)["review.question"] + " " + blank
        #expect(buttons.prefix(3) == ["Calle " + blank, unnamed, unnamed])
        #expect(!marks.contains { $0.name.allSatisfy(\.isWhitespace) }, "\(marks.map(\.name))")
    }

    /// A label that the control draws in its own line does not stand above it too.
    @Test func aLabelIsDrawnOnce() async throws {
        for itself in [true, false] {
            var question = QuestionRecord.sample(.one(.gridRow(labels: false)), choices: ["0"])
            question.drawn.namesItself = itself
            let marks = try await draw(question, "a line of a grid")
            let above = marks.filter { $0.kind == .text && $0.name == "Pregunta" }
            #expect(above.count == (itself ? 0 : 1), "\(marks.map(\.name))")
        }
    }

    /// What has no words is called by what the core says that it is.
    @Test(arguments: [nil, .question, .row, .instance] as [Unnamed?])
    func aNameForWhatHasNone(unnamed: Unnamed?) async throws {
        let es = Words(.es)
        var question = QuestionRecord.sample(.one(.gridRow(labels: false)), choices: ["0"])
        question.drawn.unnamed = unnamed
        let name =
            switch unnamed {
            case nil: "Pregunta"
            case .question?: es["review.question"]
            case .row?: es["form.row_unnamed"]
            case .instance?: es["form.instance_unnamed"]
            }
        #expect(es.name(question.drawn).plain == name)
        let marks = try await draw(question, "a line of a grid", named: name)
        #expect(marks.contains { $0.name == name }, "\(marks.map(\.name))")
    }

    /// Large letters need a column; no more than a quarter larger they stand beside each other.
    @Test func largeLettersStandInAColumn() {
        for (scale, isLarge) in [(1.0, false), (1.25, false), (1.5, true), (2.0, true)] {
            #expect(Look(palette: .day, words: Words(.es), scale: scale).isLarge == isLarge)
        }
    }

    @Test func theRest() async throws {
        let legend = try await draw(.sample(.legend, choices: ["0", "1"]), "legend")
        #expect(!legend.contains { $0.kind == .button })
        #expect(legend.contains { $0.name == "A\u{a0}0\u{a0}· B\u{a0}1" })
        _ = try await draw(.sample(.acknowledge), "trigger")
        _ = try await draw(.sample(.rank, choices: ["a", "b"]), "rank")
    }

    /// The title of an instance, and the page that asks for another, on the real form.
    @Test func aRepeat() async throws {
        let sight = try await Sight.opened()
        try sight.addForm("bindings/scenario/form.xml")
        try await sight.unlocked.begin("corner")
        let form = try #require(try sight.unlocked.form)
        func prompt() -> FormRow? { form.rows.first { $0.question.kind == .prompt } }
        func skip() async { while prompt() == nil && !form.isAtEnd { await form.skip() } }
        for _ in 1...2 {
            await skip()
            guard case .prompt(let control)? = prompt()?.control else {
                throw Failure(code: "no prompt")
            }
            await control.add()
            for row in form.rows { inspect(Pen.read(RowView(row: row)), row.id) }
        }
        await skip()
        let marks = Pen.read(RowView(row: try #require(prompt())))
        inspect(marks, "prompt")
        #expect(marks.filter { $0.name == Words(.es)["form.remove_one"] }.count == 2)
        #expect(marks.filter { $0.name == Words(.es)["form.open"] }.count == 2)
    }

    /// Instances have their number, on their pages and in the list; one without a name has one.
    @Test(arguments: ["Poste", ""])
    func instancesByTheirNumber(label: String) async throws {
        let es = Words(.es)
        let name = label.isEmpty ? es["form.instance_unnamed"] : label
        let instances = [1, 2].map {
            RepeatInstance(reference: "/paper/r[\($0)]", number: $0, removable: true)
        }
        var prompt = QuestionRecord.sample(
            .prompt(repeat: "/paper/r", instances: instances, asks: .another), at: "/paper/r",
            kind: .prompt)
        prompt.drawn.namesItself = true
        var titles = instances.map {
            QuestionRecord.sample(
                .repeat(depth: 0, instance: $0), at: $0.reference, kind: .repeat)
        }
        let unnamed: Unnamed? = label.isEmpty ? .instance : nil
        prompt.drawn.label = StyledText(label)
        prompt.drawn.unnamed = unnamed
        for at in titles.indices {
            titles[at].drawn.label = StyledText(label)
            titles[at].drawn.unnamed = unnamed
        }
        let form = FormModel(
            filling: PaperForm(titles + [prompt]), line: CoreLine(),
            platform: FakePhone().platform, locale: .mexico)
        try await form.load()
        let says = form.rows.map { Pen.read(RowView(row: $0)).map(\.name) }
        #expect(says[0].contains(name + " 1") && says[1].contains(name + " 2"))
        #expect(says[2].contains(name + " 1") && says[2].contains(name + " 2"))
        #expect(says[2].first == es("form.prompt", ["name": name]))
        #expect(says[2].contains(es("form.add_named", ["name": name])))
    }

    /// Markup is drawn as the core read it, and never shown as signs.
    @Test func markup() {
        let plain = TextStyling(
            bold: false, italic: false, underlined: false, struck: false, size: .normal,
            script: .line, colour: nil, font: nil)
        var loud = plain
        loud.bold = true
        loud.colour = 0xff0000
        let text = StyledText(
            plain: "Lea esto\nuno",
            blocks: [
                TextBlock(
                    kind: .heading(level: 1),
                    spans: [
                        TextSpan(text: "Lea ", style: loud, link: nil),
                        TextSpan(text: "esto", style: plain, link: "https://farola.example"),
                    ]),
                TextBlock(
                    kind: .item(number: 1), spans: [TextSpan(text: "uno", style: plain, link: nil)]
                ),
            ])
        let marks = Pen.read(formText(text, Look.plain))
        #expect(marks.map(\.name) == ["Lea esto\n1. uno"])
    }

    /// What a reviewer says stands in front of the question, and what is wrong behind it.
    @Test func theCommentBesideTheQuestion() async throws {
        var question = QuestionRecord.sample(answer: .text(text: "7"))
        question.broken = BrokenRule(rule: .constraint, words: "No puede ser más que el total")
        question.comments = ["¿Siete de ocho?", "¿O nueve?"].map {
            CommentRecord(reference: "/paper/q", label: nil, body: $0, at: "", role: "reviewer")
        }
        let form = FormModel(
            filling: PaperForm([question]), line: CoreLine(),
            platform: FakePhone().platform, locale: .mexico)
        try await form.load()
        let names = Pen.read(RowView(row: form.rows[0])).map(\.name)
        #expect(names.contains("¿O nueve?"), "all of them")
        let comment = try #require(names.firstIndex(of: "¿Siete de ocho?"))
        let label = try #require(names.firstIndex(of: "Pregunta"))
        let wrong = try #require(names.firstIndex(of: "No puede ser más que el total"))
        #expect(comment < label && label < wrong)
    }
}
