// The iPhone as the view models ask it. Everything here needs Apple's frameworks: on Linux only
// its syntax is checked, on a Mac it compiles, and README.md lists what only a phone can show.

import AppModel
import FarolaCore

#if os(iOS)
    import Foundation
    import UIKit

    extension Platform {
        /// The real phone.
        public static func system() -> Platform {
            Platform(
                keys: SecureKeyBox(), places: SystemPlaces(), compass: SystemCompass(),
                capture: SystemCapture(),
                sound: SystemSound(), ink: SystemInk(), film: SystemFilm(), device: SystemDevice(),
                files: SystemFiles(), errands: SystemErrands.shared,
                courier: SystemCourier.shared, reminder: SystemReminder(),
                touches: SystemTouches())
        }
    }

    /// A new file in the app's own temporary folder, readable only while the phone is unlocked.
    func temporaryFile(_ ending: String) -> URL {
        FileManager.default.temporaryDirectory
            .appendingPathComponent(UUID().uuidString)
            .appendingPathExtension(ending)
    }

    /// The screen that another can be put over.
    @MainActor
    func topController() throws -> UIViewController {
        let scenes = UIApplication.shared.connectedScenes.compactMap { $0 as? UIWindowScene }
        guard var found = scenes.first?.keyWindow?.rootViewController else {
            throw Failure(.unexpected)
        }
        while let above = found.presentedViewController { found = above }
        return found
    }

    /// Of a picture that the core does not take as it is, a JPEG; of one that cannot be read
    /// nothing is made, and the core says so.
    func write(photo bytes: Data, _ ending: String) throws -> URL {
        guard case .jpeg(let percent)? = photoFormat(head: bytes.prefix(16)),
            let jpeg = UIImage(data: bytes)?.jpegData(compressionQuality: Double(percent) / 100)
        else { return try write(bytes, ending) }
        return try write(jpeg, "jpg")
    }

    func write(_ bytes: Data, _ ending: String) throws -> URL {
        let file = temporaryFile(ending)
        try bytes.write(to: file, options: [.atomic, .completeFileProtection])
        return file
    }
#endif
