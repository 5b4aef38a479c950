import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

/// The voice that a form asks for while it is open.
@MainActor
struct FormRequestsTests {
    private func recording(_ real: RealPhone) async throws -> FormModel {
        let form = try RealPhone.file("bindings/scenario/form.xml").replacingOccurrences(
            of: "</model>",
            with: "<odk:recordaudio xmlns:odk=\"http://www.opendatakit.org/xforms\" "
                + "event=\"odk-instance-load\" ref=\"/corner/photo\" odk:quality=\"low\"/></model>")
        try real.add(form)
        try await real.unlocked.begin("corner")
        let opened = try #require(try real.unlocked.form)
        guard case .text(let street) = opened.rows[0].control else {
            throw Failure(code: "no street")
        }
        await street.type("Pino Suárez").value
        return opened
    }

    private func files(_ real: RealPhone) async throws -> [String] {
        let phone = try real.unlocked.phone
        return try await real.shell.line.run {
            let sealed = try phone.submissions().first
            let lines = try phone.submissionLines(instance: sealed?.instance ?? "", language: "es")
            return lines.compactMap(\.file)
        }
    }

    @Test func isRecordedUntilTheFormIsSealed() async throws {
        let real = try await RealPhone.opened()
        let form = try await recording(real)
        #expect(form.requests.voice == .recording)
        #expect(real.phone.sound.isOn)
        #expect(real.phone.sound.qualities == [.low])
        try await real.unlocked.seal()
        #expect(!real.phone.sound.isOn)
        let file = try #require(real.phone.sound.handedOut.first)
        #expect(!FileManager.default.fileExists(atPath: file.path))
        #expect(try await files(real).count == 1)
    }

    /// Pressing "send" too early ends nothing: one recording, from the beginning to the seal.
    @Test func aFormThatCannotBeSealedYetGoesOnBeingRecorded() async throws {
        let real = try await RealPhone.opened()
        let form = try await recording(real)
        guard case .text(let street) = form.rows[0].control else { return }
        await street.type("").value
        try await real.unlocked.seal()
        #expect(form.problem?.code == "engine.not_ready")
        #expect(form.faults.map(\.reference) == ["/corner/street"])
        #expect(real.phone.sound.isOn)
        #expect(real.phone.sound.handedOut.isEmpty)
        await street.type("Pino Suárez").value
        try await real.unlocked.seal()
        #expect(!real.phone.sound.isOn)
        #expect(real.phone.sound.qualities == [.low])
        #expect(try await files(real).count == 1)
    }

    @Test func withoutAMicrophoneTheFormGoesOn() async throws {
        let real = try await RealPhone.opened()
        real.phone.sound.failure = Failure(code: "shell.no_microphone")
        let form = try await recording(real)
        #expect(form.requests.voice == .refused)
        try await real.unlocked.seal()
        #expect(try real.unlocked.receipt?.stands == .finalized)
        #expect(try await files(real).isEmpty)
    }
}
