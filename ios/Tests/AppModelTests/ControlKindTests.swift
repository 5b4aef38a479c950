import AppModel
import Fakes
import FarolaCore
import Testing

/// The one table: control, type and appearance to what is drawn.
struct ControlKindTests {
    @Test(arguments: [
        ("string", "", ControlKind.text(.plain)),
        ("string", "multiline", .text(.multiline)),
        ("string", "numbers", .text(.numbers)),
        ("string", "url", .text(.url)),
        ("string", "masked", .text(.masked)),
        ("string", "ex:org.app.measure(unit='m')", .text(.typedInstead)),
        ("string", "printer:org.app", .text(.typedInstead)),
        ("int", "", .integer(.plain)),
        ("int", "thousands-sep", .integer(.thousands)),
        ("int", "counter", .integer(.counter)),
        ("decimal", "", .decimal(.plain)),
        ("decimal", "thousands-sep", .decimal(.thousands)),
        ("decimal", "bearing", .decimal(.bearing)),
        ("boolean", "", .yesNo),
        ("date", "", .date(.day)),
        ("date", "no-calendar", .date(.wheel)),
        ("date", "month-year", .date(.monthYear)),
        ("date", "year", .date(.year)),
        ("date", "ethiopian", .date(.calendar(.ethiopian))),
        ("date", "coptic", .date(.calendar(.coptic))),
        ("date", "islamic", .date(.calendar(.islamic))),
        ("date", "bikram-sambat", .date(.calendar(.bikramSambat))),
        ("date", "myanmar", .date(.calendar(.myanmar))),
        ("date", "persian", .date(.calendar(.persian))),
        ("date", "buddhist", .date(.calendar(.buddhist))),
        ("time", "", .time),
        ("dateTime", "", .dateTime(.day)),
        ("dateTime", "no-calendar", .dateTime(.wheel)),
        ("geopoint", "", .point(.sensed)),
        ("geopoint", "maps", .point(.onMap)),
        ("geopoint", "placement-map", .point(.placed)),
        ("geotrace", "", .trace(.sensed)),
        ("geotrace", "placement-map", .trace(.placed)),
        ("geoshape", "", .shape(.sensed)),
        ("barcode", "", .barcode(hidden: false)),
        ("barcode", "hidden-answer", .barcode(hidden: true)),
    ])
    func inputs(type: String, appearance: String, kind: ControlKind) {
        let question = QuestionRecord.sample(type: type, appearance: appearance)
        #expect(ControlKind(question) == kind)
    }

    @Test(arguments: [
        ("", ChoiceStyle.list), ("minimal", .minimal), ("autocomplete", .autocomplete),
        ("search", .autocomplete), ("search('list', 'matches', 'a', ${b})", .autocomplete),
        ("minimal autocomplete", .autocomplete), ("columns", .columns(nil)),
        ("columns-3", .columns(3)), ("columns-pack", .pack), ("likert", .likert),
        ("label", .gridLabels), ("list-nolabel", .gridRow), ("list", .row),
        ("compact-2", .columns(2)), ("image-map", .imageMap), ("map", .map),
        ("no-buttons", .list), ("columns-2 no-buttons", .columns(2)),
    ])
    func choices(appearance: String, style: ChoiceStyle) {
        let one = QuestionRecord.sample(control: "select1", appearance: appearance)
        let many = QuestionRecord.sample(control: "select", appearance: appearance)
        #expect(ControlKind(one) == .one(style, quick: false))
        #expect(ControlKind(many) == .many(style))
    }

    @Test func quickGoesOnByItself() {
        let question = QuestionRecord.sample(control: "select1", appearance: "columns-2 quick")
        #expect(ControlKind(question) == .one(.columns(2), quick: true))
    }

    @Test(arguments: [
        ("", RangeStyle.slider), ("no-ticks", .sliderWithoutTicks), ("vertical", .vertical),
        ("vertical no-ticks", .verticalWithoutTicks), ("rating", .rating), ("picker", .picker),
    ])
    func ranges(appearance: String, style: RangeStyle) {
        let question = QuestionRecord.sample(
            control: "range", type: "int", appearance: appearance)
        #expect(ControlKind(question) == .range(style))
    }

    @Test(arguments: [
        ("image/*", "", ControlKind.photo(.camera)), ("image/*", "new", .photo(.cameraOnly)),
        ("image/*", "new-front", .photo(.front)), ("image/*", "selfie", .photo(.front)),
        ("image/*", "annotate", .photo(.annotate)), ("image/*", "mask", .photo(.mask)),
        ("image/*", "draw", .photo(.draw)), ("image/*", "signature", .photo(.signature)),
        ("audio/*", "", .audio), ("video/*", "", .video), ("*/*", "", .file),
        ("application/pdf", "", .file),
    ])
    func uploads(mediatype: String, appearance: String, kind: ControlKind) {
        let question = QuestionRecord.sample(
            control: "upload", type: "binary", appearance: appearance,
            parameters: ["mediatype": mediatype])
        #expect(ControlKind(question) == kind)
    }

    @Test func theRest() {
        #expect(ControlKind(.sample(control: "trigger")) == .trigger)
        #expect(ControlKind(.sample(control: "rank")) == .rank)
        #expect(ControlKind(.sample(control: "secret")) == .text(.masked))
        #expect(ControlKind(.sample(readonly: true)) == .note)
        #expect(ControlKind(.sample(control: nil, kind: .group)) == .group)
        #expect(ControlKind(.sample(control: nil, kind: .repeat)) == .repeated)
        #expect(ControlKind(.sample(control: nil, kind: .prompt)) == .prompt)
    }

    /// What cannot be done as asked says so; what can does not.
    @Test func fallbacks() {
        let calendar = QuestionRecord.sample(type: "date", appearance: "myanmar")
        #expect(ControlKind(calendar).fallback == "fallback.calendar")
        let coptic = QuestionRecord.sample(type: "date", appearance: "coptic")
        #expect(ControlKind(coptic).fallback == nil)
        let other = QuestionRecord.sample(appearance: "ex:org.app")
        #expect(ControlKind(other).fallback == "fallback.other_app")
        #expect(ControlKind(.sample()).fallback == nil)
    }

    @Test @MainActor func aTestWithoutItsClockSaysSo() async throws {
        let timed = try await Paper(
            .sample(control: "select", appearance: "x-timed-grid-5", choices: ["a"]))
        #expect(timed.row.fallback == "fallback.timed")
        let calendar = try await Paper(.sample(type: "date", appearance: "myanmar"))
        #expect(calendar.row.fallback == "fallback.calendar")
        #expect(try await Paper(.sample()).row.fallback == nil)
    }

    @Test func argumentsAreOneWord() {
        let look = AppearanceWords("w1 ex:org.app(a='b c', d) minimal")
        #expect(look.words == ["w1", "ex:org.app(a='b c', d)", "minimal"])
    }
}
