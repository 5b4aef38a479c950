// The microphone, and strokes made into a picture.

import AppModel
import FarolaCore

#if os(iOS)
    import AVFoundation
    import UIKit

    @MainActor
    final class SystemSound: SoundRecorder {
        private var recorder: AVAudioRecorder?

        func start(quality: AudioQuality) async throws {
            guard await AVAudioApplication.requestRecordPermission() else {
                throw Failure(code: "shell.no_microphone")
            }
            // Sample rate and bits a second.
            let wish: (rate: Int, bits: Int)
            switch quality {
            case .voiceOnly: wish = (16_000, 24_000)
            case .low: wish = (32_000, 32_000)
            case .normal: wish = (44_100, 64_000)
            }
            do {
                try AVAudioSession.sharedInstance().setCategory(.record)
                try AVAudioSession.sharedInstance().setActive(true)
                let recorder = try AVAudioRecorder(
                    url: temporaryFile("m4a"),
                    settings: [
                        AVFormatIDKey: kAudioFormatMPEG4AAC, AVSampleRateKey: wish.rate,
                        AVNumberOfChannelsKey: 1, AVEncoderBitRateKey: wish.bits,
                    ])
                guard recorder.record() else { throw Failure(code: "shell.no_microphone") }
                self.recorder = recorder
            } catch {
                throw Failure(code: "shell.no_microphone")
            }
        }

        func stop() async throws -> URL? {
            guard let recorder else { return nil }
            self.recorder = nil
            recorder.stop()
            try? AVAudioSession.sharedInstance().setActive(false)
            return recorder.url
        }
    }

    @MainActor
    final class SystemInk: Ink {
        /// Width of an empty sheet in pixels.
        private let sheet = 1200.0

        func ratio(of picture: Data) -> Double? {
            guard let size = UIImage(data: picture)?.size, size.height > 0 else { return nil }
            return Double(size.width / size.height)
        }

        func picture(_ drawing: Drawing, under: Data?, ratio: Double) throws -> URL {
            let photo = under.flatMap(UIImage.init(data:))
            let size = photo?.size ?? CGSize(width: sheet, height: sheet / ratio)
            let format = UIGraphicsImageRendererFormat()
            format.scale = 1
            format.opaque = true
            let renderer = UIGraphicsImageRenderer(size: size, format: format)
            let bytes = renderer.pngData { context in
                UIColor.white.setFill()
                context.fill(CGRect(origin: .zero, size: size))
                photo?.draw(in: CGRect(origin: .zero, size: size))
                for stroke in drawing.strokes { draw(stroke, size, photo == nil) }
            }
            return try write(bytes, "png")
        }

        private func draw(_ stroke: Stroke, _ size: CGSize, _ onSheet: Bool) {
            let points = stroke.spots.map {
                CGPoint(x: $0.x * size.width, y: $0.y * size.height)
            }
            guard let first = points.first, let last = points.last else { return }
            if stroke.covers {
                UIColor.black.setFill()
                UIRectFill(
                    CGRect(
                        x: min(first.x, last.x), y: min(first.y, last.y),
                        width: abs(first.x - last.x), height: abs(first.y - last.y)))
                return
            }
            let path = UIBezierPath()
            path.move(to: first)
            for point in points.dropFirst() { path.addLine(to: point) }
            path.lineWidth = max(4, size.width / 200)
            path.lineCapStyle = .round
            path.lineJoinStyle = .round
            (onSheet ? UIColor.black : UIColor.orange).setStroke()
            path.stroke()
        }
    }
#endif
