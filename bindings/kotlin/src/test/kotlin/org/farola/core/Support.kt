package org.farola.core

import java.io.File
import java.nio.file.Files

/** Gives the same 32 bytes each time; counts how often it was asked. */
class FixedKey(private val byte: Int = 7) : KeySource {
    var asked = 0
        private set

    override fun key(): ByteArray {
        asked += 1
        return ByteArray(32) { byte.toByte() }
    }
}

/** A key store that turns each byte around. */
class Turned : PlatformKeys {
    override fun wrap(plain: ByteArray) = ByteArray(plain.size) { plain[it].toInt().inv().toByte() }
    override fun unwrap(wrapped: ByteArray) = wrap(wrapped)
    override fun prepare() = true
    override fun stir(input: ByteArray) = wrap(input)
    override fun forget() = Unit
}

/** A folder for one test, gone afterwards. */
fun inFolder(work: (File) -> Unit) {
    val folder = Files.createTempDirectory("farola").toFile()
    try {
        work(folder)
    } finally {
        folder.deleteRecursively()
    }
}

fun FarolaException.stableCode(): String = when (this) {
    is FarolaException.Invalid -> code
    is FarolaException.NotFound -> code
    is FarolaException.Storage -> code
    is FarolaException.Network -> code
    is FarolaException.Auth -> code
    is FarolaException.Conflict -> code
    is FarolaException.Cancelled -> code
    is FarolaException.Bug -> code
}
