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
    /// What was finalized last, as it stands.
    public private(set) var receipt: SubmissionRecord?
    /// The screens, the one in front last.
    public private(set) var routes: [Route] = [.home]
    /// What could not be done.
    public var problem: Failure?
    /// What follows what was finalized last: said until the person goes on.
    public private(set) var kept: AfterFinalizing?

    let line: CoreLine
    let platform: Platform
    private let core: PhoneLine
    private unowned let shell: Shell

    init(phone: any PhoneProtocol, shell: Shell) {
        self.phone = phone
        self.shell = shell
        line = shell.line
        platform = shell.platform
        let (platform, vault) = (shell.platform, shell.vault)
        let core = PhoneLine(phone: phone, line: shell.line)
        self.core = core
        let settings = SettingsModel(core: core, vault: vault, keys: platform.keys)
        self.settings = settings
        sync = SyncModel(core: core, device: platform.device, errands: platform.errands)
        home = HomeModel(
            core: core, device: platform.device, language: { settings.language })
        walk = WalkModel(
            core: core, way: PhoneLine(phone: phone, line: shell.wayLine), platform: platform,
            folder: vault.root,
            words: { Words(settings.language) })
        lists = ListsModel(core: core)
        enrol = EnrolModel(core: core, vault: vault, capture: platform.capture)
        settings.languageChanged = { [weak self] language in
            await self?.form?.read(by: language.reader)
        }
    }

    /// Reads what the first screen shows; goes on with a walk that a killed app left.
    func begin() async {
        platform.device.watchNetwork { [weak self] online in self?.sync.networkChanged(online) }
        await settings.load()
        await arrive()
    }

    /// The person came in: the first screen is the core's to say.
    func arrive() async {
        let first = await goOn {
            switch try $0.firstScreen() {
            case .way: [.home, .walk]
            case .home: [.home]
            }
        }
        await home.refresh()
        await walk.refresh()
        routes = first
        await follow(.unlocked)
    }

    /// Does what the core plans after `occasion`.
    private func follow(_ occasion: SyncOccasion) async {
        guard let plan = await sync.plan(occasion) else { return }
        if plan.handOver { await sync.handOver(to: platform.courier) }
        if plan.now { await send() }
    }

    /// The app is put away: what is large goes on without it, what runs is ended.
    func putAway() async {
        await follow(.hidden)
        await sync.wait()
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

    /// Whether the phone does something for her that needs no touch: it records, or the camera
    /// is in front.
    var isBusy: Bool {
        platform.capture.isUnderWay || form?.isRecording == true
    }

    public var route: Route { routes.last ?? .home }
    /// The clock, for what the screens say about times.
    public var platformNow: Date { platform.now() }

    public func show(_ route: Route) async {
        kept = nil
        problem = nil
        lists.close()
        routes.append(route)
        await refresh()
    }

    /// One message, over the list of all.
    public func read(_ message: MessageRecord) async {
        await show(.messages)
        await lists.open(message, settings.language)
    }

    /// One screen back; a form stays as a draft.
    public func back() async {
        kept = nil
        if route == .form { letGo() }
        if routes.count > 1 { routes.removeLast() }
        await refresh()
    }

    public func goHome() async {
        kept = nil
        letGo()
        routes = [.home]
        await refresh()
    }

    /// Reads anew what the screen in front shows.
    public func refresh() async {
        await home.refresh()
        switch route {
        case .forms, .papers: await lists.refresh()
        case .messages: await lists.refreshMessages(settings.language)
        case .settings: await settings.load()
        case .walk: await refreshWalk()
        case .receipt: if let receipt { await readReceipt(receipt.instance) }
        case .home, .enrol, .form: break
        }
    }

    /// Looks again while the way is in sight: at its clock, the sign of life, and whether night
    /// has fallen.
    public func lookAgain() async {
        await refreshWalk()
        await settings.refreshDark()
    }

    /// A walk that has no screen any more gives way to home, whose card leads on.
    private func refreshWalk() async {
        await walk.refresh()
        if route == .walk && walk.walk?.page == nil {
            routes = [.home]
            problem = walk.problem
        }
    }

    /// One page back; where there is none the form is left, and is a draft.
    public func turnBack() async {
        if let form, await form.back() { return }
        await back()
    }

    /// Locking in the middle of a walk: the form is a draft already, its handle is let go.
    func hideForm() {
        letGo()
        routes = [.home]
    }

    // MARK: Enrolment and sending

    /// Enrols, after what it means was read; the core then plans to fetch the forms.
    public func join(pin: String = "") async {
        guard await enrol.join(pin: pin) else { return }
        routes = [.home]
        await refresh()
        await follow(.enrolled)
    }

    /// A link of enrolment: its text stands in the field, and the person joins or goes back. A form
    /// in front is a draft already.
    func offer(_ text: String) async {
        letGo()
        enrol.leave()
        enrol.text = text
        routes = [.home, .enrol]
        await refresh()
    }

    /// A person asked for it.
    public func send() async {
        await sync.run(asked: true)
        await refresh()
    }

    // MARK: Forms

    public func begin(_ formId: String) async {
        let language = settings.language.code
        await open { try $0.begin(formId: formId, language: language) }
    }

    public func resume(_ draft: DraftRecord) async {
        await open { try $0.resume(instance: draft.instance) }
    }

    /// Opens the correction, which begins at the first question that was commented.
    public func correct(_ message: MessageRecord) async {
        let language = settings.language.code
        await open { phone in
            try phone.correct(instance: message.instance, language: language)
        }
    }

    public func register() async {
        let language = settings.language.code
        await open { try $0.newWalk(language: language) }
    }

    /// Leaves a walk that the gate keeps from starting, and registers it anew.
    public func registerAgain() async {
        let language = settings.language.code
        let opened = await open { try $0.registerAgain(language: language) }
        if opened { await walk.refresh() }
    }

    public func stop(_ kind: StopKind) async {
        let language = settings.language.code
        await open { try $0.beginStop(kind: kind, language: language) }
    }

    public func finding() async {
        let language = settings.language.code
        await open { try $0.beginFinding(language: language) }
    }

    /// The group sets out: what was kept before is no news any more.
    public func startWalk() async {
        kept = nil
        await walk.start()
    }

    public func debrief() async {
        let language = settings.language.code
        // The core ends the way with it; before, it could still refuse.
        let opened = await open { try $0.beginDebrief(language: language) }
        if opened { await walk.refresh() }
    }

    @discardableResult
    private func open(
        _ call: @escaping @Sendable (any PhoneProtocol) throws -> any FillingProtocol
    ) async -> Bool {
        problem = nil
        kept = nil
        do {
            let filling = try await core.run(call)
            let opened = FormModel(
                filling: filling, line: line, platform: platform, locale: settings.language.reader)
            try await opened.load()
            form = opened
            routes.append(.form)
            return true
        } catch {
            problem = Failure(error)
            return false
        }
    }

    /// Finalizes the form in front and goes where the core says.
    public func finalize() async {
        guard let form, let finalized = await form.finalize() else { return }
        problem = nil
        let after = await afterwards(finalized.instance)
        await walk.refresh()
        await readReceipt(finalized.instance)
        self.form = nil
        kept = after
        routes = after?.routes ?? [.home]
        await home.refresh()
        await follow(.finalized)
    }

    /// What follows once a form was finalized; what is wrong, where the core cannot say.
    private func afterwards(_ instance: String) async -> AfterFinalizing? {
        do {
            return try await core.run { try $0.afterFinalizing(instance: instance) }
        } catch {
            problem = Failure(error)
            return nil
        }
    }

    private func readReceipt(_ instance: String) async {
        do {
            receipt = try await core.run { try $0.submission(instance: instance) }
        } catch {
            problem = Failure(error)
        }
    }

    /// The screens that the core goes on with; home, and what is wrong, where it cannot say.
    private func goOn(
        _ screens: @escaping @Sendable (any PhoneProtocol) throws -> [Route]
    ) async -> [Route] {
        do {
            return try await core.run(screens)
        } catch {
            problem = Failure(error)
            return [.home]
        }
    }

    /// Throws a draft away; the screen asked before.
    public func discard(_ draft: DraftRecord) async {
        do {
            try await core.run { try $0.discard(instance: draft.instance) }
        } catch {
            problem = Failure(error)
        }
        await refresh()
    }

    // MARK: Leaving

    /// Anyone may end the walk. One that could not be ended stays in front, with the reason.
    public func leaveWalk() async {
        await walk.leave()
        if walk.problem == nil { await goHome() }
    }

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

extension AfterFinalizing {
    /// The screens that follow.
    fileprivate var routes: [Route] {
        switch leadsTo {
        case .gate, .way: [.home, .walk]
        case .receipt: [.home, .receipt]
        }
    }

    /// What is said above the screen in front.
    public func said(_ words: Words) -> String {
        switch leadsTo {
        // The receipt itself says how it goes on.
        case .receipt: words[kept.kept]
        case .gate, .way:
            [words[kept.kept], goes.map { words[$0.short] }].compactMap { $0 }
                .joined(separator: " ")
        }
    }

    /// What the receipt says of how it goes on.
    public func about(_ words: Words) -> String? { goes.map { words[$0.long] } }
}

extension KeptGoes {
    /// Key of the sentence behind the one that it is kept.
    var short: String {
        switch self {
        case .withNetwork: "finalized.goes"
        case .notEnrolled: "finalized.stays"
        }
    }

    /// Key of the same at more length.
    var long: String {
        switch self {
        case .withNetwork: "receipt.about"
        case .notEnrolled: "receipt.about_stays"
        }
    }
}
