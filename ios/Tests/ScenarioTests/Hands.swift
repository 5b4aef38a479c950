// How a form is touched: by calls of the view models, or on the views themselves.

import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

@MainActor
protocol Hands {
    /// The button "Seguir".
    func goOn(_ shell: Shell, _ form: FormModel) async throws
    /// A closed list is touched.
    func open(_ row: FormRow, _ control: ChoiceControl) async throws
    func choose(_ row: FormRow, _ control: ChoiceControl, _ choice: ChoiceRecord) async throws
    /// The field now holds `text`.
    func type(_ row: FormRow, _ text: String) async throws
    func take(_ row: FormRow, _ control: PhotoControl) async throws
    /// The button that saves what was reviewed.
    func finalize(_ shell: Shell, _ unlocked: Unlocked) async throws
}

/// Calls the view models, as the views do.
struct ModelHands: Hands {
    func goOn(_ shell: Shell, _ form: FormModel) async { await form.next() }

    func open(_ row: FormRow, _ control: ChoiceControl) { control.open() }

    func choose(_ row: FormRow, _ control: ChoiceControl, _ choice: ChoiceRecord) async {
        await control.touch(choice)
    }

    func type(_ row: FormRow, _ text: String) async throws {
        switch row.control {
        case .text(let control): await control.type(text).value
        case .number(let control): await control.type(text).value
        default: throw Failure(code: "\(row.id) is no text")
        }
    }

    func take(_ row: FormRow, _ control: PhotoControl) async { await control.take() }
    func finalize(_ shell: Shell, _ unlocked: Unlocked) async { await unlocked.finalize() }
}

#if os(Linux)
    import SwiftUI

    @testable import AppUI

    /// Touches what the views show, by its name, as the stand-in for SwiftUI lets it be read.
    struct ViewHands: Hands {
        private let words = Words(.es)

        private func touch(_ marks: [Mark], _ names: [String]) throws {
            let found = marks.first { mark in
                mark.kind == .button && !mark.isDisabled && names.contains(mark.name)
            }
            try #require(found, "no \(names) among \(marks.map(\.name))").press()
        }

        func goOn(_ shell: Shell, _ form: FormModel) async throws {
            let before = form.reference
            let wasHeld = form.isHeld
            try touch(Pen.read(RootView(shell: shell)), [words["button.next"]])
            let went = await until {
                form.reference != before || form.isAtEnd || (form.isHeld && !wasHeld)
            }
            #expect(went, "«Seguir» did nothing at \(before)")
        }

        func open(_ row: FormRow, _ control: ChoiceControl) async throws {
            try touch(
                Pen.read(RowView(row: row)),
                [words["control.choose"], control.summary])
            let opened = await until { !control.isFolded }
            #expect(opened, "the list stayed closed")
        }

        func choose(
            _ row: FormRow, _ control: ChoiceControl, _ choice: ChoiceRecord
        ) async throws {
            let was = control.isChosen(choice)
            let said = choice.rating.plain
            let number = choice.number ?? ""
            try touch(
                Pen.read(RowView(row: row)),
                [said, "\(number): \(said)", row.label.plain + ", " + said])
            let chosen = await until { control.isChosen(choice) != was && row.pending == 0 }
            #expect(chosen, "«\(said)» did nothing")
        }

        func type(_ row: FormRow, _ text: String) async throws {
            let field = Pen.read(RowView(row: row)).first { $0.kind == .field }
            try #require(field, "\(row.id) has no field").type(text)
            let kept = await until {
                row.pending == 0 && (row.drawn.answer == .text(text: text) || row.refused != nil)
            }
            #expect(kept, "typing did nothing in \(row.id)")
        }

        func take(_ row: FormRow, _ control: PhotoControl) async throws {
            try touch(
                Pen.read(RowView(row: row)),
                [words["control.photo_take"], words["control.photo_again"]])
            let taken = await until { control.thumbnail != nil || row.refused != nil }
            #expect(taken, "no photo was taken")
        }

        func finalize(_ shell: Shell, _ unlocked: Unlocked) async throws {
            try touch(Pen.read(RootView(shell: shell)), [words["review.complete"]])
            let finalized = await until { unlocked.form == nil && unlocked.receipt != nil }
            #expect(finalized, "nothing was saved")
        }
    }
#endif
