// A film over everything else. The player wants a file; it is removed when the film is closed.

import AppModel

#if os(iOS)
    import AVKit
    import UIKit

    @MainActor
    final class SystemFilm: FilmScreen {
        func show(_ bytes: Data, name: String) throws {
            let file = try write(bytes, (name as NSString).pathExtension)
            do {
                try topController().present(FilmController(file), animated: true)
            } catch {
                try? FileManager.default.removeItem(at: file)
                throw error
            }
        }
    }

    /// Around the platform's own player, which is not to be subclassed.
    private final class FilmController: UIViewController {
        private let file: URL
        private let film = AVPlayerViewController()

        init(_ file: URL) {
            self.file = file
            super.init(nibName: nil, bundle: nil)
        }

        required init?(coder: NSCoder) { nil }

        override func viewDidLoad() {
            super.viewDidLoad()
            film.player = AVPlayer(url: file)
            // Not over other apps: what a form shows stays in it.
            film.allowsPictureInPicturePlayback = false
            addChild(film)
            film.view.frame = view.bounds
            film.view.autoresizingMask = [.flexibleWidth, .flexibleHeight]
            view.addSubview(film.view)
            film.didMove(toParent: self)
            // The cover of the app lies below this screen: it goes before the picture of recent
            // apps is taken.
            NotificationCenter.default.addObserver(
                self, selector: #selector(close),
                name: UIApplication.willResignActiveNotification, object: nil)
        }

        override func viewDidAppear(_ animated: Bool) {
            super.viewDidAppear(animated)
            film.player?.play()
        }

        override func viewDidDisappear(_ animated: Bool) {
            super.viewDidDisappear(animated)
            film.player?.pause()
            film.player = nil
            try? FileManager.default.removeItem(at: file)
        }

        @objc private func close() { dismiss(animated: false) }
    }
#endif
