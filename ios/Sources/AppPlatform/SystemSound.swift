// The microphone, and strokes made into a picture.

import AppModel
import FarolaCore

#if os(iOS)
    import AVFoundation
    import UIKit

    @MainActor
    final class SystemSound: SoundRecorder {
        private var recorder: AVAudioRecorder?

        var isThere: Bool { AVAudioApplication.shared.recordPermission != .denied }

        func start(_ format: SoundFormatRecord) async throws {
            guard await AVAudioApplication.requestRecordPermission() else {
                throw Failure(.noMicrophone)
            }
            do {
                try AVAudioSession.sharedInstance().setCategory(.record)
                try AVAudioSession.sharedInstance().setActive(true)
                let recorder = try AVAudioRecorder(
                    url: temporaryFile(format.extension),
                    settings: [
                        AVFormatIDKey: kAudioFormatMPEG4AAC,
                        AVSampleRateKey: Int(format.sampleHz),
                        AVNumberOfChannelsKey: Int(format.channels),
                        AVEncoderBitRateKey: Int(format.bitsPerS),
                    ])
                guard recorder.record() else { throw Failure(.noMicrophone) }
                self.recorder = recorder
            } catch {
                throw Failure(.noMicrophone)
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
        func ratio(of picture: Data) -> Double? {
            guard let size = UIImage(data: picture)?.size, size.height > 0 else { return nil }
            return Double(size.width / size.height)
        }

        func picture(_ drawing: Drawing, under: Data?, ink: InkRecord) throws -> URL {
            let photo = under.flatMap(UIImage.init(data:))
            let paper = ink.paper.map { CGSize(width: Int($0.width), height: Int($0.height)) }
            guard let whole = photo?.size ?? paper else {
                throw Failure(code: "photo.unreadable")
            }
            let size = fitted(whole, CGFloat(ink.mostPixels))
            let format = UIGraphicsImageRendererFormat()
            format.scale = 1
            format.opaque = true
            let renderer = UIGraphicsImageRenderer(size: size, format: format)
            let draws: (UIGraphicsImageRendererContext) -> Void = { context in
                UIColor.white.setFill()
                context.fill(CGRect(origin: .zero, size: size))
                photo?.draw(in: CGRect(origin: .zero, size: size))
                for stroke in drawing.strokes { self.draw(stroke, size, ink) }
            }
            switch ink.format {
            case .png: return try write(renderer.pngData(actions: draws), "png")
            case .jpeg(let percent):
                let quality = CGFloat(percent) / 100
                let bytes = renderer.jpegData(
                    withCompressionQuality: quality, actions: draws)
                return try write(bytes, "jpg")
            }
        }

        /// As large as it is, or with a longer side of so many pixels.
        private func fitted(_ size: CGSize, _ most: CGFloat) -> CGSize {
            let by = min(1, most / max(size.width, size.height, 1))
            return CGSize(
                width: (size.width * by).rounded(), height: (size.height * by).rounded())
        }

        private func draw(_ stroke: Stroke, _ size: CGSize, _ ink: InkRecord) {
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
            path.lineCapStyle = .round
            path.lineJoinStyle = .round
            if let rim = ink.rim {
                path.lineWidth = size.width * rim
                UIColor.black.setStroke()
                path.stroke()
            }
            path.lineWidth = size.width * ink.pen
            (ink.rim == nil ? UIColor.black : UIColor.orange).setStroke()
            path.stroke()
        }
    }
#endif
