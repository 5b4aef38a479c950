import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

@MainActor
struct TextControlTests {
    private func text(_ row: FormRow) -> TextControl? {
        if case .text(let control) = row.control { return control }
        return nil
    }

    private func number(_ row: FormRow) -> NumberControl? {
        if case .number(let control) = row.control { return control }
        return nil
    }

    @Test func oneCallForEachKeystroke() async throws {
        let paper = try await Paper(.sample())
        let field = try #require(text(paper.row))
        for end in ["P", "Pi", "Pin", "Pino"] { await field.type(end).value }
        #expect(paper.value == "Pino")
        #expect(paper.paper.calls == ["answer", "answer", "answer", "answer"])
        await field.type("Pino").value
        #expect(paper.count("answer") == 4)
    }

    @Test func fastTypingKeepsItsOrder() async throws {
        let paper = try await Paper(.sample())
        let field = try #require(text(paper.row))
        let typed = (1...40).map { String(repeating: "a", count: $0) }
        let typing = typed.map { field.type($0) }
        for keystroke in typing { await keystroke.value }
        #expect(field.text == typed.last)
        #expect(paper.value == typed.last)
        #expect(paper.count("answer") == 40)
    }

    @Test func linesAndLinks() async throws {
        let paper = try await Paper(
            .sample("/a", appearance: "multiline", parameters: ["rows": "8"]),
            .sample("/b", appearance: "url", value: "https://farola.example/x"),
            .sample("/c", appearance: "url", value: "javascript:alert(1)"),
            .sample("/d", appearance: "masked"), .sample("/e", appearance: "numbers"))
        let rows = paper.form.rows
        #expect(text(rows[0])?.lines == 8)
        #expect(text(rows[1])?.link?.host == "farola.example")
        #expect(text(rows[2])?.link == nil)
        #expect(text(rows[3])?.isMasked == true)
        #expect(text(rows[4])?.wantsDigits == true)
    }

    /// The cases of both shells.
    @Test(arguments: ["decimal", "whole"])
    func numbersAreTypedWithCommaOrPoint(kind: String) throws {
        let bytes = try Data(RealPhone.file("bindings/scenario/numbers.json").utf8)
        let cases = try JSONDecoder().decode([String: [String: String?]].self, from: bytes)
        let typed = try #require(cases[kind])
        #expect(typed.count > 10)
        for (text, value) in typed {
            let read = TypedNumber.lexical(text, decimals: kind == "decimal")
            #expect(read == value, "\(kind) \(text)")
        }
    }

    @Test func aCommaIsShownAsItIsKept() async throws {
        let paper = try await Paper(.sample(type: "decimal"))
        let field = try #require(number(paper.row))
        await field.type("1,23").value
        #expect(field.kept == "1.23")
        await field.type("1,234").value
        #expect(field.text == "1,234")
        #expect(field.kept == "1234")
        #expect(paper.value == "1234")
        await field.type("12").value
        #expect(field.kept == nil)
    }

    /// The separators of `thousands-sep` are the control's own: taking a digit back is no comma.
    @Test func aDigitTakenBackOfAGroupedNumber() async throws {
        let paper = try await Paper(.sample(type: "decimal", appearance: "thousands-sep"))
        let field = try #require(number(paper.row))
        await field.type("1234").value
        await field.type("1,23").value
        #expect(paper.value == "123")
        #expect(field.text == "123")
    }

    @Test(arguments: [
        ("1234567", "1,234,567"), ("123", "123"), ("-1234", "-1,234"), ("1234.5678", "1,234.5678"),
        ("", ""),
    ])
    func thousands(value: String, shown: String) {
        #expect(TypedNumber.grouped(value, typed: value) == shown)
    }

    @Test func whatIsTypedStandsUntilItMeansSomethingElse() async throws {
        let paper = try await Paper(.sample(type: "decimal", appearance: "thousands-sep"))
        let field = try #require(number(paper.row))
        await field.type("1234").value
        #expect(field.text == "1,234")
        await field.type("1,234.").value
        #expect(field.text == "1,234.")
        await field.type("1,234.5").value
        #expect(paper.value == "1234.5")
        #expect(field.text == "1,234.5")
    }

    @Test func counterStopsAtNone() async throws {
        let paper = try await Paper(.sample(type: "int", appearance: "counter"))
        let counter = try #require(number(paper.row))
        await counter.step(1)
        await counter.step(1)
        #expect(paper.value == "2")
        for _ in 0..<3 { await counter.step(-1) }
        #expect(paper.value == "0")
    }

    @Test func aRefusedValueIsSaidAndStaysInTheField() async throws {
        let paper = try await Paper(.sample(type: "int"))
        paper.paper.refuse("nueve")
        let field = try #require(number(paper.row))
        await field.type("nueve").value
        #expect(field.text == "nueve")
        #expect(paper.value == nil)
        #expect(paper.row.refused == "form.answer_type")
        #expect(paper.row.fault(Words(.es))?.contains("como lo pide la pregunta") == true)
        await field.type("9").value
        #expect(paper.row.refused == nil)
        #expect(paper.value == "9")
    }
}
