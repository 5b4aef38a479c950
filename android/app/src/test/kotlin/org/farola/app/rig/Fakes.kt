package org.farola.app.rig

import java.io.File
import java.security.SecureRandom
import java.util.concurrent.atomic.AtomicLong
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.Mac
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec
import javax.crypto.spec.SecretKeySpec
import org.farola.app.App
import org.farola.app.sense.Biometric
import org.farola.app.sense.BiometricWords
import org.farola.app.sense.Parts
import org.farola.app.sense.SystemNetwork
import org.farola.app.sense.SystemPlace
import org.farola.app.sense.SystemSchedule
import org.farola.app.sense.SystemTrack
import org.farola.core.InstantRecord
import org.farola.core.InstantSource
import org.farola.core.KeyRefusal
import org.farola.core.PlatformKeys

/** The Keystore's AES-GCM with a key in memory: a test machine has no hardware for it. */
class FakeKeys(private val finger: Biometric) : PlatformKeys {
    private var key: SecretKey? = null

    /** What the key store says instead of doing anything. */
    var refuses: KeyRefusal? = null

    override fun wrap(plain: ByteArray): ByteArray {
        refuses?.let { throw it }
        val key = key ?: KeyGenerator.getInstance("AES").apply { init(256) }.generateKey().also { key = it }
        val nonce = ByteArray(12).also(SecureRandom()::nextBytes)
        val cipher = Cipher.getInstance("AES/GCM/NoPadding")
        cipher.init(Cipher.ENCRYPT_MODE, key, GCMParameterSpec(128, nonce))
        return nonce + cipher.doFinal(plain)
    }

    override fun unwrap(wrapped: ByteArray): ByteArray {
        refuses?.let { throw it }
        val key = key ?: throw KeyRefusal.Missing()
        val cipher = Cipher.getInstance("AES/GCM/NoPadding")
        cipher.init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(128, wrapped, 0, 12))
        return cipher.doFinal(wrapped, 12, wrapped.size - 12)
    }

    /** The key that never leaves; a phone may have none. */
    var stirs: ByteArray? = ByteArray(32) { 7 }

    override fun prepare(): Boolean {
        refuses?.let { throw it }
        return stirs != null
    }

    override fun stir(input: ByteArray): ByteArray {
        refuses?.let { throw it }
        val key = stirs ?: throw KeyRefusal.Missing()
        return Mac.getInstance("HmacSHA256").apply { init(SecretKeySpec(key, "HmacSHA256")) }.doFinal(input)
    }

    override fun forget() {
        key = null
        finger.disarm()
    }
}

/** Time since the phone was started: it passes when the test says so, whatever the wall shows. */
class FakeInstants : InstantSource {
    private val ms = AtomicLong(1_000_000)

    override fun instant() = InstantRecord(ms.get().toULong(), "one start")

    fun pass(more: Long) {
        ms.addAndGet(more)
    }
}

/** A finger that is there when the test says so. */
class FakeFinger(var here: Boolean = false) : Biometric {
    private var kept: ByteArray? = null
    var asked = 0
        private set

    override fun available() = here

    override fun armed() = here && kept != null

    override fun arm(key: ByteArray, words: BiometricWords, done: (Boolean) -> Unit) {
        kept = key.copyOf()
        key.fill(0)
        done(true)
    }

    override fun unlock(words: BiometricWords, done: (ByteArray?) -> Unit) {
        asked += 1
        done(kept?.copyOf())
    }

    override fun disarm() {
        kept = null
    }
}

/** The app over a folder of its own; what the platform's shadows can play is the real thing. */
fun testParts(app: App, dir: File, keys: PlatformKeys, instants: InstantSource, finger: Biometric) = Parts(
    dir = dir,
    keys = keys,
    instants = instants,
    biometric = { finger },
    place = SystemPlace(app),
    track = SystemTrack(app),
    schedule = SystemSchedule(app),
    network = SystemNetwork(app),
    battery = { 80 },
)
