import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

/// What was sent, as the lists show it.
@MainActor
struct ListsTests {
    /// The review and what was sent show the same photo.
    @Test func thePhotoOfALineIsRead() async throws {
        let real = try await RealPhone.opened()
        try real.add(RealPhone.file("bindings/scenario/form.xml"))
        let unlocked = try real.unlocked
        await unlocked.begin("corner")
        let form = try #require(unlocked.form)
        _ = try form.filling.answer(reference: "/corner/street", value: "Analco")
        let lamp = RealPhone.root.appendingPathComponent("bindings/scenario/lamp.jpg")
        let attached = try form.filling.attachPhoto(reference: "/corner/photo", file: lamp.path)
        let photo = try #require(await form.file(attached.name))
        let reviewed = try form.filling.review().lines
        let shown: [LineShown] = [.words(text: "Analco"), .picture(name: attached.name)]
        #expect(reviewed.map(\.shown) == shown)
        await unlocked.finalize()
        await unlocked.show(.papers)
        let lists = unlocked.lists
        let sent = try #require(lists.submissions.first)
        #expect(!sent.canSend && !sent.canRetry)
        let link = "http://127.0.0.1:9/v1/key/abc/projects/1"
        let pin = RealPhone.pin
        _ = try await real.shell.vault.ask { try $0.enrol(pin: pin, text: link) }
        await unlocked.refresh()
        #expect(lists.submissions.first?.canSend == true)
        #expect(await lists.picture(attached.name) == nil)
        await lists.look(sent, .es)
        #expect(lists.lines.map(\.shown) == shown)
        #expect(await lists.picture(attached.name) == photo)
        #expect(await lists.picture("other.jpg") == nil)
    }
}

extension ListsModel {
    /// The drafts of the lists.
    var drafts: [DraftRecord] {
        papers.flatMap { if case .drafts(let there) = $0 { there } else { [DraftRecord]() } }
    }

    /// What is finalized, list by list.
    var submissions: [SubmissionRecord] {
        papers.flatMap {
            if case .submissions(_, let there) = $0 { there } else { [SubmissionRecord]() }
        }
    }
}
