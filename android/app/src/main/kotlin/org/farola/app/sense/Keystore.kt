package org.farola.app.sense

import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import java.io.File
import java.security.GeneralSecurityException
import java.security.KeyStore
import java.security.ProviderException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.Mac
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec
import org.farola.core.KeyRefusal
import org.farola.core.PlatformKeys

/**
 * AES-GCM with a key of the Android Keystore: in a StrongBox where the phone has one. The core
 * wraps the door's file with it.
 */
class Keystore(private val dir: File) : PlatformKeys {
    override fun wrap(plain: ByteArray): ByteArray = guarded {
        val cipher = Cipher.getInstance(AES_GCM)
        cipher.init(Cipher.ENCRYPT_MODE, keyOrNew())
        sealed(cipher, plain)
    }

    override fun unwrap(wrapped: ByteArray): ByteArray = guarded {
        val key = stored(PLAIN) ?: throw KeyRefusal.Missing()
        opened(decrypting(key, wrapped), wrapped)
    }

    override fun prepare(): Boolean = guarded {
        stored(STIR) ?: makeStir()
        true
    }

    override fun stir(input: ByteArray): ByteArray = guarded {
        val key = stored(STIR) ?: throw KeyRefusal.Missing()
        Mac.getInstance(KeyProperties.KEY_ALGORITHM_HMAC_SHA256).apply { init(key) }.doFinal(input)
    }

    override fun forget(): Unit = guarded {
        // What the finger opens goes with it.
        Finger.keptIn(dir).delete()
        val store = store()
        listOf(STIR, PLAIN, BIOMETRIC).filter(store::containsAlias).forEach(store::deleteEntry)
    }

    private fun keyOrNew(): SecretKey = stored(PLAIN) ?: make(PLAIN) {}

    companion object {
        const val PLAIN = "farola.lock"

        /** What each guess of a PIN has to ask. */
        const val STIR = "farola.stir"
        const val BIOMETRIC = "farola.finger"
        private const val PROVIDER = "AndroidKeyStore"
        private const val AES_GCM = "AES/GCM/NoPadding"
        private const val KEY_BITS = 256
        private const val NONCE_BYTES = 12
        private const val TAG_BITS = 128

        fun store(): KeyStore = KeyStore.getInstance(PROVIDER).apply { load(null) }

        fun stored(alias: String): SecretKey? = store().getKey(alias, null) as SecretKey?

        fun make(alias: String, more: KeyGenParameterSpec.Builder.() -> Unit): SecretKey {
            val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
            fun build(strong: Boolean): SecretKey {
                val spec = KeyGenParameterSpec.Builder(alias, purposes)
                    .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
                    .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
                    .setKeySize(KEY_BITS)
                    .apply(more)
                if (strong && Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) {
                    spec.setIsStrongBoxBacked(true)
                }
                val generator = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, PROVIDER)
                generator.init(spec.build())
                return generator.generateKey()
            }
            return strongest(::build)
        }

        /** Answers alone, never leaves, and works while the phone is unlocked. */
        private fun makeStir(): SecretKey {
            fun build(strong: Boolean): SecretKey {
                val spec = KeyGenParameterSpec.Builder(STIR, KeyProperties.PURPOSE_SIGN)
                if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) {
                    spec.setUnlockedDeviceRequired(true)
                    spec.setIsStrongBoxBacked(strong)
                }
                val generator = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_HMAC_SHA256, PROVIDER)
                generator.init(spec.build())
                return generator.generateKey()
            }
            return strongest(::build)
        }

        /** In a StrongBox where the phone has one. */
        private fun strongest(build: (strong: Boolean) -> SecretKey): SecretKey {
            if (Build.VERSION.SDK_INT < Build.VERSION_CODES.P) return build(false)
            return try {
                build(true)
            } catch (_: StrongBoxUnavailableException) {
                build(false)
            }
        }

        fun encrypting(key: SecretKey): Cipher =
            Cipher.getInstance(AES_GCM).apply { init(Cipher.ENCRYPT_MODE, key) }

        fun decrypting(key: SecretKey, wrapped: ByteArray): Cipher {
            if (wrapped.size <= NONCE_BYTES) throw KeyRefusal.Denied()
            val nonce = GCMParameterSpec(TAG_BITS, wrapped, 0, NONCE_BYTES)
            return Cipher.getInstance(AES_GCM).apply { init(Cipher.DECRYPT_MODE, key, nonce) }
        }

        /** Nonce and sealed text, one after the other. */
        fun sealed(cipher: Cipher, secret: ByteArray): ByteArray = cipher.iv + cipher.doFinal(secret)

        fun opened(cipher: Cipher, wrapped: ByteArray): ByteArray =
            cipher.doFinal(wrapped, NONCE_BYTES, wrapped.size - NONCE_BYTES)

        /** Nothing about the secret is in what is thrown. */
        fun <T> guarded(work: () -> T): T = try {
            work()
        } catch (_: GeneralSecurityException) {
            throw KeyRefusal.Denied()
        } catch (_: ProviderException) {
            // What the key store's own hardware says, though the interface names it nowhere.
            throw KeyRefusal.Denied()
        }
    }
}
