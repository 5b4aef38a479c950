// Camera, gallery, files and codes: each a system screen over ours, as a call that waits for it.

import AppModel
import FarolaCore

#if os(iOS)
    import AVFoundation
    import PhotosUI
    import UIKit
    import UniformTypeIdentifiers

    @MainActor
    final class SystemCapture: NSObject, Capture {
        private var waiting: CheckedContinuation<URL?, any Error>?

        var hasCamera: Bool {
            guard UIImagePickerController.isSourceTypeAvailable(.camera) else { return false }
            let status = AVCaptureDevice.authorizationStatus(for: .video)
            return status != .denied && status != .restricted
        }

        func photo(_ wish: CameraWish) async throws -> URL? {
            wish.gallery ? try await pick(.images) : try await camera(wish.front, video: false)
        }

        func video(_ wish: CameraWish) async throws -> URL? {
            wish.gallery ? try await pick(.videos) : try await camera(wish.front, video: true)
        }

        func file(_ accept: [String]) async throws -> URL? {
            let types = accept.compactMap(UTType.init(wanted:))
            let picker = UIDocumentPickerViewController(
                forOpeningContentTypes: types.isEmpty ? [.item] : types, asCopy: true)
            picker.delegate = self
            return try await show(picker)
        }

        func code(front: Bool) async throws -> String? {
            guard await allowed(.video) else { throw Failure(.noCamera) }
            return try await CodeScanner.scan(over: try topController(), front: front)
        }

        private func camera(_ front: Bool, video: Bool) async throws -> URL? {
            guard hasCamera, await allowed(.video) else { throw Failure(.noCamera) }
            if video, !(await allowed(.audio)) { throw Failure(.noMicrophone) }
            let picker = UIImagePickerController()
            picker.sourceType = .camera
            picker.mediaTypes = [(video ? UTType.movie : UTType.image).identifier]
            if front, UIImagePickerController.isCameraDeviceAvailable(.front) {
                picker.cameraDevice = .front
            }
            // No flash on the street unless the person asks for it.
            picker.cameraFlashMode = .off
            picker.delegate = self
            return try await show(picker)
        }

        private func pick(_ filter: PHPickerFilter) async throws -> URL? {
            var configuration = PHPickerConfiguration()
            configuration.filter = filter
            // A photo in a format that every hub can show.
            configuration.preferredAssetRepresentationMode = .compatible
            configuration.selectionLimit = 1
            let picker = PHPickerViewController(configuration: configuration)
            picker.delegate = self
            return try await show(picker)
        }

        private func allowed(_ media: AVMediaType) async -> Bool {
            await AVCaptureDevice.requestAccess(for: media)
        }

        private func show(_ controller: UIViewController) async throws -> URL? {
            guard waiting == nil else { throw Failure(.cancelled) }
            let top = try topController()
            return try await withCheckedThrowingContinuation { continuation in
                waiting = continuation
                controller.presentationController?.delegate = self
                top.present(controller, animated: true)
            }
        }

        private func end(_ result: Result<URL?, any Error>) {
            waiting?.resume(with: result)
            waiting = nil
        }
    }

    extension SystemCapture: UIImagePickerControllerDelegate, UINavigationControllerDelegate {
        func imagePickerController(
            _ picker: UIImagePickerController,
            didFinishPickingMediaWithInfo info: [UIImagePickerController.InfoKey: Any]
        ) {
            picker.dismiss(animated: true)
            if let movie = info[.mediaURL] as? URL { return end(.success(movie)) }
            // The camera gives no file of its own: this is the one time that it is encoded.
            guard let image = info[.originalImage] as? UIImage,
                let bytes = image.jpegData(compressionQuality: 0.9)
            else { return end(.failure(Failure(code: "photo.unreadable"))) }
            end(Result { try write(bytes, "jpg") })
        }

        func imagePickerControllerDidCancel(_ picker: UIImagePickerController) {
            picker.dismiss(animated: true)
            end(.success(nil))
        }
    }

    extension SystemCapture: PHPickerViewControllerDelegate {
        func picker(_ picker: PHPickerViewController, didFinishPicking results: [PHPickerResult]) {
            picker.dismiss(animated: true)
            guard let provider = results.first?.itemProvider else { return end(.success(nil)) }
            let kinds = [UTType.movie, .jpeg, .png, .image]
            let kind = kinds.first { provider.hasItemConformingToTypeIdentifier($0.identifier) }
            provider.loadFileRepresentation(
                forTypeIdentifier: (kind ?? .image).identifier
            ) { file, _ in
                // The file is gone when this returns: it is copied as it is.
                let copied = Result<URL?, any Error> {
                    guard let file else { throw Failure(code: "photo.unreadable") }
                    let bytes = try Data(contentsOf: file)
                    let isFilm = kind == .movie
                    return try isFilm
                        ? write(bytes, file.pathExtension) : write(photo: bytes, file.pathExtension)
                }
                Task { @MainActor in self.end(copied) }
            }
        }
    }

    extension SystemCapture: UIDocumentPickerDelegate {
        func documentPicker(
            _ controller: UIDocumentPickerViewController, didPickDocumentsAt urls: [URL]
        ) {
            end(.success(urls.first))
        }

        func documentPickerWasCancelled(_ controller: UIDocumentPickerViewController) {
            end(.success(nil))
        }
    }

    extension SystemCapture: UIAdaptivePresentationControllerDelegate {
        // Pulled down instead of closed by its button.
        func presentationControllerDidDismiss(_ presentation: UIPresentationController) {
            end(.success(nil))
        }
    }

    extension UTType {
        /// A type as forms name them: `application/pdf`, `image/*`, `.csv`.
        fileprivate init?(wanted name: String) {
            switch name {
            case "image/*": self = .image
            case "audio/*": self = .audio
            case "video/*": self = .movie
            case "text/*": self = .text
            default:
                let isEnding = name.hasPrefix(".")
                let found =
                    isEnding
                    ? UTType(filenameExtension: String(name.dropFirst())) : UTType(mimeType: name)
                guard let found else { return nil }
                self = found
            }
        }
    }
#endif
