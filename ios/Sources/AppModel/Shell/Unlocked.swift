// What there is while the phone is unlocked: the core's handle, the view models over it, and the
// stack of screens.

import FarolaCore
import Foundation
import Observation

/// Everything behind the lock.
@MainActor @Observable
public final class Unlocked {
    public let phone: any PhoneProtocol
    public let home: HomeModel
    public let sync: SyncModel
    public let walk: WalkModel
    public let settings: SettingsModel
    public let lists: ListsModel
    public let enrol: EnrolModel
    /// The form being filled, if one is.
    public private(set) var form: FormModel?
    /// What was sealed last.
    public private(set) var receipt: Receipt?
    /// The screens, the one in front last.
    public private(set) var routes: [Route] = [.home]
    /// What could not be done.
    public var problem: Failure?
    /// One sentence about what was done, by its key.
    public private(set) var notice: String?

    let line: CoreLine
    let platform: Platform
    private unowned let shell: Shell

    init(phone: any PhoneProtocol, shell: Shell) {
        self.phone = phone
        self.shell = shell
        line = shell.line
        platform = shell.platform
        let core = PhoneLine(phone: phone, line: shell.line)
        settings = SettingsModel(core: core, vault: shell.vault, keys: shell.platform.keys)
        sync = SyncModel(phone: phone, device: shell.platform.device)
        home = HomeModel(core: core)
        walk = WalkModel(
            core: core, platform: shell.platform, folder: shell.vault.root,
            words: { [settings] in Words(settings.language) })
        lists = ListsModel(core: core)
        enrol = EnrolModel(core: core, capture: shell.platform.capture)
    }

    /// Reads what the first screen shows; goes on with a walk that a killed app left.
    func begin() async {
        await settings.load()
        await home.refresh()
        await walk.refresh()
        if home.device?.server == nil { routes.append(.enrol) }
        if walk.isTracking { routes.append(.walk) }
        platform.device.watchNetwork { [weak self] online in self?.sync.networkChanged(online) }
    }

    /// The PIN was given again while a walk went on behind the lock.
    func comeBack() async {
        await walk.refresh()
        routes = walk.isTracking ? [.home, .walk] : [.home]
    }

    func close() {
        walk.stopListening()
        sync.cancel()
        letGo()
    }

    private func letGo() {
        form?.leave()
        form = nil
    }

    // MARK: Screens

    public var route: Route { routes.last ?? .home }
    /// The clock, for what the screens say about times.
    public var platformNow: Date { platform.now() }

    public func show(_ route: Route) async {
        notice = nil
        problem = nil
        routes.append(route)
        await refresh()
    }

    /// One screen back; a form stays as a draft.
    public func back() async {
        if route == .form { letGo() }
        if routes.count > 1 { routes.removeLast() }
        await refresh()
    }

    public func goHome() async {
        letGo()
        routes = [.home]
        await refresh()
    }

    /// Reads anew what the screen in front shows.
    public func refresh() async {
        await home.refresh()
        switch route {
        case .forms, .drafts, .sent: await lists.refresh()
        case .messages: await lists.refreshMessages(settings.language)
        case .settings: await settings.load()
        case .walk: await walk.refresh()
        default: break
        }
    }

    /// Locking in the middle of a walk: the form is a draft already, its handle is let go.
    func hideForm() {
        letGo()
        routes = [.home]
    }

    // MARK: Enrolment and sending

    /// Enrols and fetches the forms.
    public func join() async {
        guard await enrol.join() else { return }
        routes = [.home]
        await send()
    }

    /// A link of enrolment: its text stands in the field, and the person joins or goes back. A form
    /// in front is a draft already.
    func offer(_ text: String) async {
        letGo()
        enrol.text = text
        routes = [.home, .enrol]
        await refresh()
    }

    /// A person asked for it.
    public func send() async {
        await sync.run(asked: true)
        await refresh()
        await readReceipt()
    }

    /// Whether anything waits to be sent, or is being sent.
    var hasSomethingToSend: Bool {
        sync.isRunning || (home.counts?.waiting ?? 0) > 0 || (home.counts?.waitingMedia ?? 0) > 0
    }

    /// Whether photos wait for a network without cost, by the person's own wish.
    public var photosWait: Bool {
        settings.record.dataSaver && platform.device.isMetered
            && (home.counts?.waitingMedia ?? 0) > 0
    }

    // MARK: Forms

    public func begin(_ formId: String) async {
        let language = settings.language.code
        await open(.form) { try $0.begin(formId: formId, language: language) }
    }

    public func resume(_ draft: DraftRecord) async {
        await open(draft.corrects == nil ? .form : .correction) {
            try $0.resume(instance: draft.instance)
        }
    }

    /// Opens the correction at the first question that was commented.
    public func correct(_ message: MessageRecord) async {
        let language = settings.language.code
        let opened = await open(.correction) { phone in
            try phone.markSeen(instance: message.instance)
            return try phone.correct(instance: message.instance, language: language)
        }
        if opened, let form, let place = form.comments.compactMap(\.reference).first {
            await form.goTo(place)
        }
    }

    public func register() async {
        let language = settings.language.code
        await open(.registration) { try $0.newWalk(language: language) }
    }

    public func stop(_ kind: StopKind) async {
        let language = settings.language.code
        await open(.stop) { try $0.beginStop(kind: kind, language: language) }
    }

    public func finding() async {
        let language = settings.language.code
        await open(.finding) { try $0.beginFinding(language: language) }
    }

    public func debrief() async {
        let language = settings.language.code
        // The core ends the way with it; before, it could still refuse.
        let opened = await open(.debrief) { try $0.beginDebrief(language: language) }
        if opened { await walk.refresh() }
    }

    @discardableResult
    private func open(
        _ purpose: FormModel.Purpose,
        _ call: @escaping @Sendable (any PhoneProtocol) throws -> any FillingProtocol
    ) async -> Bool {
        problem = nil
        notice = nil
        let phone = phone
        do {
            let filling = try await line.run { try call(phone) }
            let opened = FormModel(
                filling: filling, purpose: purpose, line: line, platform: platform)
            try await opened.load()
            form = opened
            routes.append(.form)
            return true
        } catch {
            problem = Failure(error)
            return false
        }
    }

    /// Seals the form in front and goes where its purpose leads.
    public func seal() async {
        guard let form, let sealed = await form.finalize() else { return }
        let purpose = form.purpose
        self.form = nil
        if routes.last == .form { routes.removeLast() }
        receipt = Receipt(instance: sealed.instance, title: nil, state: "finalised", problem: nil)
        notice = "sealed." + purpose.rawValue
        switch purpose {
        case .registration:
            routes = [.home, .walk]
            await walk.refresh()
        case .stop: routes = [.home, .walk]
        case .finding: if walk.isTracking { routes = [.home, .walk] } else { await showReceipt() }
        case .debrief:
            await walk.refresh()
            await showReceipt()
        case .form, .correction: await showReceipt()
        }
        await home.refresh()
        await walk.refresh()
        platform.errands.sendLater()
    }

    private func showReceipt() async {
        routes = [.home, .receipt]
        await readReceipt()
    }

    /// Where the last sealed submission stands now.
    func readReceipt() async {
        guard let receipt else { return }
        let phone = phone
        guard let all = try? await line.run({ try phone.submissions() }),
            let found = all.first(where: { $0.instance == receipt.instance })
        else { return }
        self.receipt = Receipt(found)
    }

    /// Throws a draft away; the screen asked before.
    public func discard(_ draft: DraftRecord) async {
        let phone = phone
        do {
            try await line.run { try phone.discard(instance: draft.instance) }
        } catch {
            problem = Failure(error)
        }
        await refresh()
    }

    // MARK: Leaving

    public func closeAndLock() async { await shell.closeAndLock() }

    /// Removes everything, if `pin` is the PIN; the screen has asked before.
    public func removeEverything(pin: String) async {
        do {
            try await shell.removeEverything(pin: pin)
        } catch {
            problem = Failure(error)
        }
    }
}

/// What became of one submission, for the receipt.
public struct Receipt: Equatable, Sendable {
    public let instance: String
    public let title: String?
    /// As `SubmissionRecord.state`.
    public let state: String
    public let problem: String?

    init(instance: String, title: String?, state: String, problem: String?) {
        self.instance = instance
        self.title = title
        self.state = state
        self.problem = problem
    }

    init(_ record: SubmissionRecord) {
        self.init(
            instance: record.instance, title: record.title, state: record.state,
            problem: record.problem)
    }

    /// Whether the server has all of it and its receipt names the same bytes.
    public var isDelivered: Bool { state == "acknowledged" }
    /// Key of the sentence about it.
    public var sentence: String { "state." + state }
}
