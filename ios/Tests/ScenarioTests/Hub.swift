// A real hub on loopback, of the farola binary, and a reviewer who uses its interface.

import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
    import Glibc
#endif

struct HubFailure: Error, CustomStringConvertible {
    let description: String
}

@MainActor
final class Hub {
    let folder: URL
    let relay: Relay
    /// What the phone's QR code says.
    let qr: String
    private let port: UInt16
    private let server = Process()
    private let binary: String
    private let reviewer: String
    private var token = ""

    init(_ wish: Story.HubWish) async throws {
        guard let binary = ProcessInfo.processInfo.environment["FAROLA_BIN"],
            FileManager.default.isExecutableFile(atPath: binary)
        else { throw HubFailure(description: "FAROLA_BIN names no hub; cargo build -p farola-cli") }
        self.binary = binary
        reviewer = wish.reviewer
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("hub-" + UUID().uuidString)
        port = freePort()
        relay = Relay(to: port)
        let data = ["--data", folder.path]
        _ = try Self.run(binary, ["hub", "init", "--project-name", wish.project] + data)
        _ = try Self.run(
            binary,
            ["hub", "user", "add", wish.reviewer, "--role", "reviewer", "--password-stdin"] + data,
            input: "only-for-this-test\n")
        let forms = wish.forms.map { Story.root.appendingPathComponent($0).path }
        _ = try Self.run(binary, ["hub", "form", "publish"] + forms + data)
        let made = try Self.run(
            binary,
            ["hub", "app-user", "add", "telefono", "--json"] + data
                + ["--base-url", "http://127.0.0.1:\(relay.port)"])
        let read = try JSONSerialization.jsonObject(with: Data(made.utf8)) as? [String: Any]
        guard let code = read?["collectQr"] as? String else {
            throw HubFailure(description: "the hub gave no QR code")
        }
        qr = code
        try serve()
        do {
            try await greet()
        } catch {
            stop()
            throw error
        }
    }

    /// Ends it and waits for its end; nothing of it stays.
    func stop() {
        // On Linux, Foundation's children have their milder signals blocked.
        if server.isRunning { kill(server.processIdentifier, SIGKILL) }
        relay.close()
        try? FileManager.default.removeItem(at: folder)
    }

    private func serve() throws {
        server.executableURL = URL(fileURLWithPath: binary)
        server.arguments = [
            "hub", "serve", "--data", folder.path, "--listen", "127.0.0.1:\(port)",
            "--base-url", "http://127.0.0.1:\(relay.port)",
        ]
        server.standardOutput = FileHandle.nullDevice
        server.standardError = FileHandle.nullDevice
        try server.run()
    }

    /// Waits until it answers.
    private func greet() async throws {
        for _ in 0..<300 {
            if (try? await ask("GET", "/health")) != nil { return }
            guard server.isRunning else { throw HubFailure(description: "the hub ended") }
            try await Task.sleep(nanoseconds: 50_000_000)
        }
        throw HubFailure(description: "the hub does not answer")
    }

    private static func run(
        _ binary: String, _ arguments: [String], input: String = ""
    ) throws -> String {
        let process = Process()
        let output = Pipe()
        let typed = Pipe()
        process.executableURL = URL(fileURLWithPath: binary)
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = typed
        try process.run()
        typed.fileHandleForWriting.write(Data(input.utf8))
        try typed.fileHandleForWriting.close()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw HubFailure(description: "farola \(arguments.prefix(3)) failed")
        }
        return String(decoding: said, as: UTF8.self)
    }

    // MARK: The reviewer

    private func ask(_ method: String, _ path: String, _ body: [String: Any]? = nil) async throws
        -> [String: Any]
    {
        guard let url = URL(string: "http://127.0.0.1:\(port)" + path) else { return [:] }
        var request = URLRequest(url: url)
        request.httpMethod = method
        if !token.isEmpty {
            request.setValue("Bearer " + token, forHTTPHeaderField: "Authorization")
        }
        if let body {
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
            request.httpBody = try JSONSerialization.data(withJSONObject: body)
        }
        let (data, response) = try await URLSession.shared.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        guard (200..<300).contains(status) else {
            throw HubFailure(description: "\(method) \(path.prefix(40)): \(status)")
        }
        return (try? JSONSerialization.jsonObject(with: data) as? [String: Any]) ?? [:]
    }

    private func signIn() async throws {
        guard token.isEmpty else { return }
        let session = try await ask(
            "POST", "/v1/sessions", ["email": reviewer, "password": "only-for-this-test"])
        token = session["token"] as? String ?? ""
    }

    /// Everything the reviewer's queue shows.
    func queue() async throws -> [[String: Any]] {
        try await signIn()
        let page = try await ask("GET", "/v1/projects/1/review/queue?limit=100&lang=es")
        return page["items"] as? [[String: Any]] ?? []
    }

    /// The answers that the hub holds of one record, by their places; a first instance without its
    /// number.
    func answers(form: String, title: String) async throws -> [String: String] {
        let found = try await queue().filter { item in
            item["formId"] as? String == form
                && (item["title"] as? String ?? "").hasPrefix(title)
        }
        guard found.count == 1, let id = found[0]["instanceId"] as? String,
            let safe = id.addingPercentEncoding(withAllowedCharacters: .alphanumerics)
        else { throw HubFailure(description: "\(found.count) records of \(form) titled \(title)") }
        let record = try await ask(
            "GET", "/v1/projects/1/review/submissions/\(safe)?lang=es")
        var held: [String: String] = [:]
        for answer in record["answers"] as? [[String: Any]] ?? [] {
            if let place = answer["ref"] as? String, let value = answer["value"] as? String {
                held[place.replacingOccurrences(of: "[1]", with: "")] = value
            }
        }
        return held
    }

    /// Asks for a correction of the record with that form and title.
    func askCorrection(form: String, title: String, reference: String, words: String) async throws {
        let all = try await queue()
        let found = all.first { item in
            item["formId"] as? String == form
                && (item["title"] as? String ?? "").contains(title)
        }
        guard let found, let id = found["instanceId"] as? String,
            let version = found["version"] as? Int,
            let safe = id.addingPercentEncoding(withAllowedCharacters: .alphanumerics)
        else { throw HubFailure(description: "no record of \(form) titled \(title)") }
        _ = try await ask(
            "POST", "/v1/projects/1/review/submissions/\(safe)/decision",
            [
                "action": "request_correction", "expectedVersion": version,
                "comments": [["ref": reference, "body": words]],
            ])
    }
}
