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
        #expect(paper.answer == .text(text: "Pino"))
        #expect(paper.paper.calls == ["readBy", "typeIn", "typeIn", "typeIn", "typeIn"])
        await field.type("Pino").value
        #expect(paper.count("typeIn") == 4)
    }

    @Test func fastTypingKeepsItsOrder() async throws {
        let paper = try await Paper(.sample())
        let field = try #require(text(paper.row))
        let typed = (1...40).map { String(repeating: "a", count: $0) }
        let typing = typed.map { field.type($0) }
        for keystroke in typing { await keystroke.value }
        #expect(field.text == typed.last)
        #expect(paper.answer == .text(text: typed.last ?? ""))
        #expect(paper.count("typeIn") == 40)
    }

    /// What the core says of a keystroke stands only where nothing newer was typed.
    @Test func aReplyToAnOlderKeystrokeChangesNothing() async throws {
        let paper = try await Paper(.sample(.number(decimals: false, grouped: true)))
        let field = try #require(number(paper.row))
        paper.paper.show("1", as: "one")
        paper.paper.show("1234", as: "1,234")
        paper.paper.hold("1234")
        let first = field.type("1")
        let second = field.type("1234")
        await first.value
        #expect(field.text == "1234")
        paper.paper.letGo()
        await second.value
        #expect(field.text == "1,234")
    }

    @Test func linesAndLinks() async throws {
        let paper = try await Paper(
            .sample(.text(lines: 8, look: .plain), at: "/a"),
            .sample(
                .text(lines: 1, look: .address), at: "/b",
                answer: .text(text: "https://farola.example/x")),
            .sample(
                .text(lines: 1, look: .address), at: "/c",
                answer: .text(text: "javascript:alert(1)")),
            .sample(.text(lines: 1, look: .masked), at: "/d"),
            .sample(.digits(grouped: false), at: "/e"))
        let rows = paper.form.rows
        #expect(text(rows[0])?.lines == 8)
        #expect(text(rows[1])?.link?.host == "farola.example")
        #expect(text(rows[2])?.link == nil)
        #expect(text(rows[3])?.isMasked == true)
        #expect(text(rows[4])?.wantsDigits == true)
    }

    /// What can be opened is the core's to say: a page, and nothing else that the system opens.
    @Test(arguments: [
        ("https://farola.example/x", "https://farola.example/x"), (" HTTP://a ", "http://a"),
        ("http:", nil), ("mailto:a@b.example", nil), ("https://a b", nil), ("farola.example", nil),
        ("", nil),
    ])
    func onlyAPageIsOpened(typed: String, opens: String?) async throws {
        for look in [TextLook.address, .plain] {
            let paper = try await Paper(
                .sample(.text(lines: 1, look: look), answer: .text(text: typed)))
            let link = text(paper.row)?.link?.absoluteString
            #expect(link == (look == .address ? opens : nil))
        }
    }

    @Test func aRefusedValueIsSaidAndStaysInTheField() async throws {
        let paper = try await Paper(.sample(.number(decimals: false, grouped: false)))
        paper.paper.refuse("nueve")
        let field = try #require(number(paper.row))
        await field.type("nueve").value
        #expect(field.text == "nueve")
        #expect(paper.answer == nil)
        #expect(paper.row.refused?.code == "form.answer_type")
        #expect(paper.row.fault(Words(.es))?.contains("como lo pide la pregunta") == true)
        await field.type("9").value
        #expect(paper.row.refused == nil)
        #expect(paper.answer == .text(text: "9"))
    }

    /// What a form asks for and is not done has a sentence.
    @Test func whatIsNotDoneIsSaid() async throws {
        let all: [Unsupported] = [
            .otherApp, .printer, .timedGrid, .mapTags, .otherCalendarPick, .otherCalendar, .scale,
        ]
        for gap in all {
            let paper = try await Paper(.sample(unsupported: gap))
            let key = try #require(paper.row.drawn.unsupported?.key)
            for language in Language.allCases { #expect(Words(language)[key] != key) }
        }
    }
}
