// The whole app: lock, cover, or the screen in front.

import AppModel
import SwiftUI

public struct RootView: View {
    private let shell: Shell
    @Environment(\.colorScheme) private var scheme
    @Environment(\.scenePhase) private var phase

    public init(shell: Shell) { self.shell = shell }

    public var body: some View {
        ZStack {
            door
            // Nothing of the app is in the picture of recent apps.
            if shell.covered || phase != .active { Cover() }
        }
        .environment(\.look, look)
        .environment(\.locale, Locale(identifier: shell.words.language.tag))
        .preferredColorScheme(chosenScheme)
        .onChange(of: phase) { _, now in
            switch now {
            case .active: Task { await shell.show() }
            case .background: shell.hide()
            default: shell.cover()
            }
        }
    }

    @ViewBuilder private var door: some View {
        switch shell.door {
        case .locked: LockView(model: shell.lock)
        case .open:
            if let unlocked = shell.unlocked { UnlockedView(unlocked: unlocked) }
        }
    }

    private var settings: SettingsModel? { shell.unlocked?.settings }

    /// As chosen; nothing where the phone decides.
    private var chosenScheme: ColorScheme? { settings?.dark.map { $0 ? .dark : .light } }

    private var look: Look {
        let isDark = settings?.isDark(system: scheme == .dark) ?? (scheme == .dark)
        let percent = (settings?.record ?? SettingsModel.usual).textPercent
        return Look(
            palette: isDark ? .night : .day, words: shell.words, scale: Double(percent) / 100)
    }
}

/// A plain ground.
private struct Cover: View {
    @Environment(\.look) private var look

    var body: some View {
        Color(look.palette.page).ignoresSafeArea().accessibilityHidden(true)
    }
}

/// The screen in front.
private struct UnlockedView: View {
    let unlocked: Unlocked
    @Environment(\.look) private var look

    var body: some View {
        VStack(spacing: 0) {
            // During a walk the way to close and lock is in sight on every screen.
            if unlocked.walk.isTracking && unlocked.route != .walk && unlocked.route != .home {
                LampButton(
                    text: look.words["button.lock"], loudness: .deep, height: Tokens.touchMinimum
                ) { await unlocked.closeAndLock() }
                .padding(.horizontal, space(5))
            }
            if let failure = unlocked.problem {
                Wrong(look.words.sentence(failure)).padding(space(3))
            }
            if let kept = unlocked.kept {
                Note(kept.said(look.words)).padding(space(3))
            }
            screen
        }
        .background(Color(look.palette.page))
    }

    @ViewBuilder private var screen: some View {
        switch unlocked.route {
        case .home: HomeView(unlocked: unlocked)
        case .enrol: EnrolView(unlocked: unlocked)
        case .forms: FormsView(unlocked: unlocked)
        case .papers: PapersView(unlocked: unlocked)
        case .messages: MessagesView(unlocked: unlocked)
        case .settings: SettingsView(unlocked: unlocked)
        case .walk: WalkView(unlocked: unlocked)
        case .receipt: ReceiptView(unlocked: unlocked)
        case .form:
            if let form = unlocked.form { FormView(unlocked: unlocked, form: form) }
        }
    }
}
