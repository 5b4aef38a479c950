// The key store: an elliptic key in the Secure Enclave wraps what lies in the file, so that the
// file is of no use on another phone; the raw key can be kept behind the face or finger.

import AppModel

#if os(iOS)
    import CryptoKit
    import FarolaCore
    import Foundation
    import LocalAuthentication
    import Security

    final class SecureKeyBox: KeyBox {
        private let tag = Data("org.farola.wrap".utf8)
        private let account = "org.farola.key"
        private var how: SecKeyAlgorithm {
            .eciesEncryptionCofactorVariableIVX963SHA256AESGCM
        }

        var biometry: Biometry {
            let context = LAContext()
            guard context.canEvaluatePolicy(.deviceOwnerAuthenticationWithBiometrics, error: nil)
            else { return .none }
            switch context.biometryType {
            case .faceID, .opticID: return .face
            case .touchID: return .finger
            default: return .none
            }
        }

        // MARK: Wrapping

        func wrap(plain: Data) throws -> Data {
            let key = try found(tag) ?? made(tag, kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly)
            guard let open = SecKeyCopyPublicKey(key),
                let wrapped = SecKeyCreateEncryptedData(open, how, plain as CFData, nil)
            else { throw KeyRefusal.Denied }
            return wrapped as Data
        }

        func unwrap(wrapped: Data) throws -> Data {
            guard let key = try found(tag) else { throw KeyRefusal.Missing }
            guard let plain = SecKeyCreateDecryptedData(key, how, wrapped as CFData, nil) else {
                throw KeyRefusal.Denied
            }
            return plain as Data
        }

        private func found(_ tag: Data) throws -> SecKey? {
            let query: [CFString: Any] = [
                kSecClass: kSecClassKey, kSecAttrApplicationTag: tag,
                kSecAttrKeyType: kSecAttrKeyTypeECSECPrimeRandom, kSecReturnRef: true,
            ]
            var item: CFTypeRef?
            switch SecItemCopyMatching(query as CFDictionary, &item) {
            case errSecSuccess:
                // Asked for a key, the Keychain gives a key.
                return item.map { $0 as! SecKey }
            case errSecItemNotFound: return nil
            case errSecInteractionNotAllowed: throw KeyRefusal.Locked
            default: throw KeyRefusal.Denied
            }
        }

        /// A key of this phone alone: in the enclave where there is one, never in a backup.
        private func made(_ tag: Data, _ when: CFString) throws -> SecKey {
            guard
                let access = SecAccessControlCreateWithFlags(
                    nil, when, .privateKeyUsage, nil)
            else { throw KeyRefusal.Denied }
            var wanted: [CFString: Any] = [
                kSecAttrKeyType: kSecAttrKeyTypeECSECPrimeRandom, kSecAttrKeySizeInBits: 256,
                kSecAttrTokenID: kSecAttrTokenIDSecureEnclave,
                kSecPrivateKeyAttrs: [
                    kSecAttrIsPermanent: true, kSecAttrApplicationTag: tag,
                    kSecAttrAccessControl: access,
                ] as [CFString: Any],
            ]
            if let key = SecKeyCreateRandomKey(wanted as CFDictionary, nil) { return key }
            // No enclave (simulator): the Keychain holds it.
            wanted[kSecAttrTokenID] = nil
            wanted[kSecPrivateKeyAttrs] =
                [
                    kSecAttrIsPermanent: true, kSecAttrApplicationTag: tag,
                    kSecAttrAccessible: when,
                ] as [CFString: Any]
            guard let key = SecKeyCreateRandomKey(wanted as CFDictionary, nil) else {
                throw KeyRefusal.Denied
            }
            return key
        }

        // MARK: What each guess has to ask

        private let stirTag = Data("org.farola.stir".utf8)

        func prepare() throws -> Bool {
            if try found(stirTag) == nil {
                _ = try made(stirTag, kSecAttrAccessibleWhenUnlockedThisDeviceOnly)
            }
            return true
        }

        /// What the key of the phone and a key made of `input` agree on: only who knows `input`
        /// has the second, and only this phone the first.
        func stir(input: Data) throws -> Data {
            guard let key = try found(stirTag) else { throw KeyRefusal.Missing }
            let peer = Self.keyMade(of: input).publicKey.x963Representation
            let kind: [CFString: Any] = [
                kSecAttrKeyType: kSecAttrKeyTypeECSECPrimeRandom,
                kSecAttrKeyClass: kSecAttrKeyClassPublic,
            ]
            let length = [SecKeyKeyExchangeParameter.requestedSize.rawValue: 32] as CFDictionary
            guard let other = SecKeyCreateWithData(peer as CFData, kind as CFDictionary, nil),
                let agreed = SecKeyCopyKeyExchangeResult(
                    key, .ecdhKeyExchangeStandardX963SHA256, other, length, nil)
            else { throw KeyRefusal.Denied }
            return agreed as Data
        }

        /// The first digest of `input` that is a key of the curve; almost always the first.
        private static func keyMade(of input: Data) -> P256.KeyAgreement.PrivateKey {
            var seed = Data(SHA256.hash(data: input))
            while true {
                let key = try? P256.KeyAgreement.PrivateKey(rawRepresentation: seed)
                if let key { return key }
                seed = Data(SHA256.hash(data: seed))
            }
        }

        // MARK: Behind the biometric

        private var item: [CFString: Any] {
            [kSecClass: kSecClassGenericPassword, kSecAttrAccount: account]
        }

        func keep(_ key: Data) throws {
            dropKept()
            // `biometryCurrentSet`: a finger that is added later opens nothing.
            guard
                let access = SecAccessControlCreateWithFlags(
                    nil, kSecAttrAccessibleWhenPasscodeSetThisDeviceOnly, .biometryCurrentSet, nil)
            else { throw Failure(code: "storage.key_denied") }
            var wanted = item
            wanted[kSecAttrAccessControl] = access
            wanted[kSecValueData] = key
            guard SecItemAdd(wanted as CFDictionary, nil) == errSecSuccess else {
                throw Failure(code: "storage.key_denied")
            }
        }

        var keepsKey: Bool {
            let context = LAContext()
            context.interactionNotAllowed = true
            var query = item
            query[kSecUseAuthenticationContext] = context
            let status = SecItemCopyMatching(query as CFDictionary, nil)
            return status == errSecSuccess || status == errSecInteractionNotAllowed
        }

        func kept(reason: String) async throws -> Data {
            let context = LAContext()
            context.localizedReason = reason
            context.localizedFallbackTitle = ""
            var query = item
            query[kSecReturnData] = true
            query[kSecUseAuthenticationContext] = context
            let wanted = query as CFDictionary
            return try await withCheckedThrowingContinuation { continuation in
                // Asking shows a sheet and waits for it.
                DispatchQueue.global(qos: .userInitiated).async {
                    var found: CFTypeRef?
                    switch SecItemCopyMatching(wanted, &found) {
                    case errSecSuccess:
                        continuation.resume(returning: found as? Data ?? Data())
                    case errSecUserCanceled, errSecAuthFailed:
                        continuation.resume(throwing: Failure(.cancelled))
                    case errSecItemNotFound:
                        continuation.resume(throwing: Failure(code: "storage.key_missing"))
                    default: continuation.resume(throwing: Failure(code: "storage.key_denied"))
                    }
                }
            }
        }

        func dropKept() { SecItemDelete(item as CFDictionary) }

        func forget() throws {
            dropKept()
            for tag in [stirTag, tag] {
                let query: [CFString: Any] = [
                    kSecClass: kSecClassKey, kSecAttrApplicationTag: tag,
                ]
                switch SecItemDelete(query as CFDictionary) {
                case errSecSuccess, errSecItemNotFound: continue
                default: throw KeyRefusal.Denied
                }
            }
        }
    }
#endif
