package org.farola.app.rig

import java.io.IOException
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.atomic.AtomicLong
import kotlin.concurrent.thread

/** Carries bytes between the phone and the hub, and can cut the way in the middle. */
class Relay(private val to: Int) : AutoCloseable {
    private val door = ServerSocket(0, 50, InetAddress.getLoopbackAddress())
    private val open = ConcurrentHashMap.newKeySet<Socket>()
    private val left = AtomicLong(Long.MAX_VALUE)

    val address = "http://127.0.0.1:${door.localPort}"

    init {
        thread(isDaemon = true, name = "relay") { accept() }
    }

    /** After [bytes] more from the phone every connection breaks, and new ones do too. */
    fun cutAfter(bytes: Long) = left.set(bytes)

    /** The way is whole again. */
    fun mend() = left.set(Long.MAX_VALUE)

    override fun close() {
        door.close()
        open.forEach(Socket::close)
    }

    private fun accept() {
        while (true) {
            val phone = try {
                door.accept()
            } catch (_: IOException) {
                return
            }
            if (left.get() <= 0) {
                phone.close()
                continue
            }
            val hub = Socket(InetAddress.getLoopbackAddress(), to)
            open += listOf(phone, hub)
            thread(isDaemon = true) { carry(phone, hub, counted = true) }
            thread(isDaemon = true) { carry(hub, phone, counted = false) }
        }
    }

    private fun carry(from: Socket, into: Socket, counted: Boolean) {
        val buffer = ByteArray(4096)
        try {
            while (true) {
                val read = from.getInputStream().read(buffer)
                if (read < 0) break
                if (counted && left.addAndGet(-read.toLong()) <= 0) {
                    open.forEach(Socket::close)
                    return
                }
                into.getOutputStream().write(buffer, 0, read)
            }
            into.shutdownOutput()
        } catch (_: IOException) {
            from.close()
            into.close()
        }
    }
}
