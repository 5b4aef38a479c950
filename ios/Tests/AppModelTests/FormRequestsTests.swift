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
        #expect(form.problem == nil && form.review?.ready == false)
        #expect(form.faults.map(\.reference) == ["/corner/street"])
        #expect(real.phone.sound.isOn)
        #expect(real.phone.sound.handedOut.isEmpty)
        await street.type("Pino Suárez").value
        try await real.unlocked.seal()
        #expect(!real.phone.sound.isOn)
        #expect(real.phone.sound.qualities == [.low])
        #expect(try await files(real).count == 1)
    }

    /// Allowed later, the microphone counts from the next page on; a page that is turned while the
    /// person is asked asks no second time.
    @Test func whatIsAllowedLaterCountsFromTheNextPageOn() async throws {
        let real = try await RealPhone.opened()
        real.phone.sound.failure = Failure(code: "shell.no_microphone")
        let form = try await recording(real)
        #expect(form.requests.voice == .refused)
        real.phone.sound.failure = nil
        real.phone.sound.whileAsking = {
            real.phone.sound.whileAsking = nil
            await form.skip()
        }
        await form.skip()
        #expect(form.requests.voice == .recording)
        #expect(real.phone.sound.qualities == [.low])
        await form.back()
        #expect(real.phone.sound.qualities == [.low])
    }

    /// A form that asks for the place in the middle of it gets it, once.
    @Test func aPlaceThatIsAskedForLaterIsGiven() async throws {
        let real = try await RealPhone.opened()
        let asking = [
            ("<photo/>", "<photo/><place/>"),
            ("<bind ", "<bind nodeset=\"/corner/place\" type=\"geopoint\"/><bind "),
            (
                "<input ref=\"/corner/street\">",
                "<input ref=\"/corner/street\"><odk:setgeopoint "
                    + "xmlns:odk=\"http://www.opendatakit.org/xforms\" "
                    + "event=\"xforms-value-changed\" ref=\"/corner/place\"/>"
            ),
        ]
        var xml = try RealPhone.file("bindings/scenario/form.xml")
        for (there, put) in asking {
            let at = try #require(xml.range(of: there))
            xml.replaceSubrange(at, with: put)
        }
        try real.add(xml)
        try await real.unlocked.begin("corner")
        let form = try #require(try real.unlocked.form)
        guard case .text(let street) = form.rows[0].control else {
            throw Failure(code: "no street")
        }
        #expect(!real.phone.places.isOn)
        await street.type("Pino Suárez").value
        await form.skip()
        #expect(real.phone.places.isOn)
        real.phone.places.give(20.67, -103.34, 9, atMs: 1)
        #expect(!real.phone.places.isOn)
        try await real.settle()
        let given = { try? form.filling.stored(reference: "/corner/place") }
        #expect(await until { given()?.hasPrefix("20.67 -103.34") == true })
        await form.skip()
        #expect(!real.phone.places.isOn)
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
