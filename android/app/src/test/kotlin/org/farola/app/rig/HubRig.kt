package org.farola.app.rig

import java.io.File
import java.net.InetAddress
import java.net.ServerSocket
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.util.concurrent.TimeUnit
import org.json.JSONArray
import org.json.JSONObject

/** A real hub on loopback, behind a [Relay]; gone when it is closed. */
class HubRig(scenario: JSONObject, private val root: File) : AutoCloseable {
    private val farola = File(System.getProperty("farola.target"), "farola").path
    private val data = kotlin.io.path.createTempDirectory("hub").toFile()
    private val reviewer = scenario.getString("reviewer")
    private val secret = "correct horse battery staple"
    private val port = ServerSocket(0, 1, InetAddress.getLoopbackAddress()).use { it.localPort }
    private val client = HttpClient.newHttpClient()
    private val server: Process
    private val token: String

    val relay = Relay(port)

    init {
        run("hub", "init", "--data", data.path, "--project-name", scenario.getString("project"))
        run(
            "hub", "user", "add", reviewer, "--data", data.path, "--role", "reviewer", "--password-stdin",
            input = secret + "\n",
        )
        val forms = scenario.getJSONArray("forms").strings().map { File(root, it).path }
        run("hub", "form", "publish", *forms.toTypedArray(), "--data", data.path)
        val log = File(data, "serve.log")
        server = ProcessBuilder(
            farola, "hub", "serve", "--data", data.path, "--listen", "127.0.0.1:$port",
            "--base-url", relay.address,
        ).redirectErrorStream(true).redirectOutput(log).start()
        awaitTrue("the hub answers") {
            check(server.isAlive) { "the hub ended: ${log.readText().takeLast(500)}" }
            runCatching { get("/health") }.getOrNull() == 200
        }
        token = sign()
    }

    /** What a new phone scans. */
    fun newPhone(): JSONObject =
        JSONObject(run("hub", "app-user", "add", "phone", "--data", data.path, "--base-url", relay.address, "--json"))

    /** All records, as the reviewers' queue shows them. */
    fun queue(): List<JSONObject> {
        val answer = JSONObject(send("GET", "/v1/projects/1/review/queue?limit=100&lang=es", null))
        return answer.getJSONArray("items").objects()
    }

    /** The answers that the hub holds of one record, by their places; a first instance without its number. */
    fun answers(form: String, title: String): Map<String, String> {
        val item = queue().single { it.getString("formId") == form && it.getString("title").startsWith(title) }
        val id = item.getString("instanceId")
        val record = JSONObject(send("GET", "/v1/projects/1/review/submissions/$id?lang=es", null))
        return record.getJSONArray("answers").objects().filterNot { it.isNull("value") }
            .associate { it.getString("ref").replace("[1]", "") to it.getString("value") }
    }

    /** Asks for a correction of the first record whose title begins so. */
    fun askCorrection(step: JSONObject) {
        val item = queue().first {
            it.getString("formId") == step.getString("form") && it.getString("title").startsWith(step.getString("title"))
        }
        val comment = JSONObject().put("ref", step.getString("ref")).put("body", step.getString("comment"))
        val decision = JSONObject()
            .put("action", "request_correction")
            .put("expectedVersion", item.getInt("version"))
            .put("comments", JSONArray().put(comment))
        send("POST", "/v1/projects/1/review/submissions/${item.getString("instanceId")}/decision", decision)
    }

    override fun close() {
        relay.close()
        server.destroy()
        server.waitFor(10, TimeUnit.SECONDS)
        data.deleteRecursively()
    }

    private fun sign(): String {
        val body = JSONObject().put("email", reviewer).put("password", secret)
        return JSONObject(send("POST", "/v1/sessions", body, signed = false)).getString("token")
    }

    private fun get(path: String): Int =
        client.send(request(path).GET().build(), HttpResponse.BodyHandlers.discarding()).statusCode()

    private fun send(method: String, path: String, body: JSONObject?, signed: Boolean = true): String {
        val request = request(path)
        if (signed) request.header("Authorization", "Bearer $token")
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody())
        } else {
            request.header("Content-Type", "application/json")
            request.method(method, HttpRequest.BodyPublishers.ofString(body.toString()))
        }
        val answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString())
        check(answer.statusCode() == 200) { "$method $path: ${answer.statusCode()} ${answer.body()}" }
        return answer.body()
    }

    private fun request(path: String) = HttpRequest.newBuilder(URI("http://127.0.0.1:$port$path"))

    private fun run(vararg words: String, input: String = ""): String {
        val process = ProcessBuilder(farola, *words).redirectError(File(data, "command.log")).start()
        process.outputStream.use { it.write(input.toByteArray()) }
        val said = process.inputStream.readBytes().decodeToString()
        check(process.waitFor() == 0) { "farola ${words.take(2)}: ${File(data, "command.log").readText()}" }
        return said
    }
}

fun JSONArray.objects(): List<JSONObject> = (0 until length()).map(::getJSONObject)

fun JSONArray.strings(): List<String> = (0 until length()).map(::getString)
