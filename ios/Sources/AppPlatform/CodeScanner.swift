// Reads QR and bar codes with the camera (AVFoundation's metadata output).

import AppModel

#if os(iOS)
    import AVFoundation
    import UIKit

    @MainActor
    final class CodeScanner: UIViewController {
        private let session = AVCaptureSession()
        private var picture: AVCaptureVideoPreviewLayer?
        private var side = AVCaptureDevice.Position.back
        private var waiting: CheckedContinuation<String?, any Error>?

        static func scan(over top: UIViewController, front: Bool) async throws -> String? {
            let scanner = CodeScanner()
            scanner.side = front ? .front : .back
            scanner.modalPresentationStyle = .fullScreen
            return try await withCheckedThrowingContinuation { continuation in
                scanner.waiting = continuation
                top.present(scanner, animated: true)
            }
        }

        override func viewDidLoad() {
            super.viewDidLoad()
            view.backgroundColor = .black
            let output = AVCaptureMetadataOutput()
            guard
                let camera = AVCaptureDevice.default(
                    .builtInWideAngleCamera, for: .video, position: side)
                    ?? AVCaptureDevice.default(for: .video),
                let input = try? AVCaptureDeviceInput(device: camera), session.canAddInput(input),
                session.canAddOutput(output)
            else { return end(.failure(Failure(.noCamera))) }
            session.addInput(input)
            session.addOutput(output)
            output.setMetadataObjectsDelegate(self, queue: .main)
            let wanted: [AVMetadataObject.ObjectType] = [
                .qr, .aztec, .dataMatrix, .pdf417, .ean8, .ean13, .code39, .code93, .code128,
            ]
            output.metadataObjectTypes = wanted.filter(output.availableMetadataObjectTypes.contains)
            let layer = AVCaptureVideoPreviewLayer(session: session)
            layer.videoGravity = .resizeAspectFill
            view.layer.addSublayer(layer)
            picture = layer
            addClose()
            let session = session
            // Starting blocks.
            DispatchQueue.global(qos: .userInitiated).async { session.startRunning() }
        }

        override func viewDidLayoutSubviews() {
            super.viewDidLayoutSubviews()
            picture?.frame = view.bounds
        }

        private func addClose() {
            let words = Words(.phone)
            let close = UIButton(
                configuration: .filled(),
                primaryAction: UIAction(title: words["button.cancel"]) { [weak self] _ in
                    self?.end(.success(nil))
                })
            close.translatesAutoresizingMaskIntoConstraints = false
            view.addSubview(close)
            let safe = view.safeAreaLayoutGuide
            NSLayoutConstraint.activate([
                close.leadingAnchor.constraint(equalTo: safe.leadingAnchor, constant: 24),
                close.trailingAnchor.constraint(equalTo: safe.trailingAnchor, constant: -24),
                close.bottomAnchor.constraint(equalTo: safe.bottomAnchor, constant: -24),
                close.heightAnchor.constraint(greaterThanOrEqualToConstant: 64),
            ])
        }

        private func end(_ result: Result<String?, any Error>) {
            guard let continuation = waiting else { return }
            waiting = nil
            session.stopRunning()
            dismiss(animated: true)
            continuation.resume(with: result)
        }
    }

    extension CodeScanner: AVCaptureMetadataOutputObjectsDelegate {
        nonisolated func metadataOutput(
            _ output: AVCaptureMetadataOutput, didOutput objects: [AVMetadataObject],
            from connection: AVCaptureConnection
        ) {
            let codes = objects.compactMap { $0 as? AVMetadataMachineReadableCodeObject }
            guard let text = codes.compactMap(\.stringValue).first else { return }
            Task { @MainActor in end(.success(text)) }
        }
    }
#endif
