package org.farola.app.sense

import android.app.Activity
import android.app.KeyguardManager
import android.content.Context
import android.content.pm.PackageManager
import android.hardware.biometrics.BiometricManager
import android.hardware.biometrics.BiometricPrompt
import android.os.Build
import android.os.CancellationSignal
import android.security.keystore.KeyProperties
import java.io.File
import javax.crypto.Cipher
import org.farola.core.KeyRefusal

/**
 * The key of the database behind the platform's own biometric, from Android 9 on.
 *
 * The raw key is sealed with a Keystore key that only opens with a strong biometric and dies
 * when another finger or face is enrolled; the PIN then still opens.
 */
class Finger(private val activity: Activity, dir: File) : Biometric {
    private val file = keptIn(dir)

    override fun available(): Boolean = when {
        Build.VERSION.SDK_INT >= Build.VERSION_CODES.R ->
            activity.service<BiometricManager>()
                .canAuthenticate(BiometricManager.Authenticators.BIOMETRIC_STRONG) ==
                BiometricManager.BIOMETRIC_SUCCESS
        Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q ->
            @Suppress("DEPRECATION")
            activity.service<BiometricManager>().canAuthenticate() ==
                BiometricManager.BIOMETRIC_SUCCESS
        Build.VERSION.SDK_INT >= Build.VERSION_CODES.P ->
            activity.packageManager.hasSystemFeature(PackageManager.FEATURE_FINGERPRINT) &&
                activity.service<KeyguardManager>().isDeviceSecure
        else -> false
    }

    override fun armed(): Boolean = file.exists() && available()

    override fun arm(key: ByteArray, words: BiometricWords, done: (Boolean) -> Unit) {
        val cipher = cipher {
            Keystore.encrypting(
                Keystore.make(Keystore.BIOMETRIC) {
                    setUserAuthenticationRequired(true)
                    setInvalidatedByBiometricEnrollment(true)
                    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
                        setUserAuthenticationParameters(0, KeyProperties.AUTH_BIOMETRIC_STRONG)
                    }
                },
            )
        } ?: return done(false)
        prompt(cipher, words) { allowed ->
            if (allowed != null) file.writeBytes(Keystore.sealed(allowed, key))
            key.fill(0)
            done(allowed != null)
        }
    }

    override fun unlock(words: BiometricWords, done: (ByteArray?) -> Unit) {
        val wrapped = if (file.exists()) file.readBytes() else return done(null)
        val cipher = cipher {
            Keystore.decrypting(Keystore.stored(Keystore.BIOMETRIC) ?: throw KeyRefusal.Missing(), wrapped)
        }
        if (cipher == null) {
            // Another finger was enrolled meanwhile: the key is gone, the PIN is not.
            disarm()
            return done(null)
        }
        prompt(cipher, words) { allowed ->
            done(allowed?.let { runCatching { Keystore.opened(it, wrapped) }.getOrNull() })
        }
    }

    override fun disarm() {
        file.delete()
        runCatching { Keystore.store().deleteEntry(Keystore.BIOMETRIC) }
    }

    private fun cipher(make: () -> Cipher): Cipher? = try {
        Keystore.guarded(make)
    } catch (_: KeyRefusal) {
        null
    }

    private fun prompt(cipher: Cipher, words: BiometricWords, done: (Cipher?) -> Unit) {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.P) return done(null)
        val main = (activity as Context).mainExecutor
        val prompt = BiometricPrompt.Builder(activity)
            .setTitle(words.title)
            .setNegativeButton(words.cancel, main) { _, _ -> done(null) }
            .build()
        val heard = object : BiometricPrompt.AuthenticationCallback() {
            override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult) {
                done(result.cryptoObject.cipher)
            }

            override fun onAuthenticationError(code: Int, text: CharSequence) = done(null)
        }
        prompt.authenticate(BiometricPrompt.CryptoObject(cipher), CancellationSignal(), main, heard)
    }

    companion object {
        /** Where the sealed key lies in the app's folder. */
        fun keptIn(dir: File) = File(dir, "finger")
    }
}
