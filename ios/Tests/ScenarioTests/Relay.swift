// A small relay before the hub that can cut the way: after so many bytes towards the hub it
// closes every connection, and refuses further ones until it is mended.

import Foundation

#if canImport(Glibc)
    import Glibc
    private let stream = Int32(SOCK_STREAM.rawValue)
    private let flags = Int32(MSG_NOSIGNAL)
#else
    import Darwin
    private let stream = SOCK_STREAM
    private let flags: Int32 = 0
#endif

/// Where a socket listens or leads on loopback.
private func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return address
}

private func with<T>(
    _ address: inout sockaddr_in, _ work: (UnsafeMutablePointer<sockaddr>, socklen_t) -> T
) -> T {
    withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            work($0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
}

/// A listening socket on a port that the system chooses.
private func listening() -> (socket: Int32, port: UInt16)? {
    let number = socket(AF_INET, stream, 0)
    var address = loopback(0)
    guard number >= 0, with(&address, { bind(number, $0, $1) }) == 0, listen(number, 16) == 0
    else { return nil }
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = with(&address) { pointer, _ in getsockname(number, pointer, &length) }
    return (number, UInt16(bigEndian: address.sin_port))
}

/// A port that nobody listens on at present.
func freePort() -> UInt16 {
    guard let found = listening() else { return 0 }
    end(found.socket)
    return found.port
}

/// Closes a socket; inside the relay `close` is its own.
private func end(_ socket: Int32) { _ = close(socket) }

final class Relay: @unchecked Sendable {
    let port: UInt16
    private let to: UInt16
    private let door: Int32
    private let guarded = NSLock()
    /// Bytes still let through to the hub; nothing: all.
    private var left: Int?
    private var open: Set<Int32> = []

    init(to: UInt16) {
        let found = listening()
        door = found?.socket ?? -1
        port = found?.port ?? 0
        self.to = to
        Thread.detachNewThread { [self] in accepting() }
    }

    /// Lets nobody in any more.
    func close() {
        shutdown(door, Int32(SHUT_RDWR))
        cutAll()
    }

    /// Lets `bytes` more through and then cuts.
    func cut(after bytes: Int) { locked { left = bytes } }
    func mend() { locked { left = nil } }
    /// Whether the way is cut now.
    var isCut: Bool { locked { left.map { $0 <= 0 } ?? false } }

    private func locked<T>(_ work: () -> T) -> T {
        guarded.lock()
        defer { guarded.unlock() }
        return work()
    }

    private func accepting() {
        while true {
            let inner = accept(door, nil, nil)
            guard inner >= 0 else { return }
            let outer = socket(AF_INET, stream, 0)
            var address = loopback(to)
            guard !isCut, with(&address, { connect(outer, $0, $1) }) == 0 else {
                end(inner)
                end(outer)
                continue
            }
            locked {
                open.insert(inner)
                open.insert(outer)
            }
            Thread.detachNewThread { [self] in pump(from: inner, to: outer, counted: true) }
            Thread.detachNewThread { [self] in pump(from: outer, to: inner, counted: false) }
        }
    }

    private func pump(from: Int32, to: Int32, counted: Bool) {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(from, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            if counted && !allow(count) {
                cutAll()
                return
            }
            var sent = 0
            while sent < count {
                let wrote = buffer[sent..<count].withUnsafeBytes {
                    send(to, $0.baseAddress, $0.count, flags)
                }
                guard wrote > 0 else { break }
                sent += wrote
            }
        }
        shutdown(to, Int32(SHUT_WR))
    }

    private func allow(_ count: Int) -> Bool {
        locked {
            guard let now = left else { return true }
            left = now - count
            return now > count
        }
    }

    private func cutAll() {
        let all = locked { () -> Set<Int32> in
            defer { open = [] }
            return open
        }
        for number in all { shutdown(number, Int32(SHUT_RDWR)) }
    }
}
