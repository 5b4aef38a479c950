package org.farola.app.form

import android.app.Activity
import android.content.Context
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Paint
import android.graphics.Rect
import android.os.Handler
import android.os.Looper
import android.os.SystemClock
import android.view.MotionEvent
import android.view.View
import android.view.ViewGroup
import android.widget.EditText
import android.widget.TextView
import java.io.ByteArrayOutputStream
import java.io.File
import java.nio.file.Files
import java.util.concurrent.Executors
import kotlin.math.hypot
import org.farola.app.fill.OpenForm
import org.farola.app.look.LookContext
import org.farola.app.rig.awaitTrue
import org.farola.app.sense.Aside
import org.farola.app.sense.CaptureFiles
import org.farola.app.rig.Kit
import org.farola.core.AnswerRecord
import org.farola.core.AudioQuality
import org.farola.core.CommentRecord
import org.farola.core.Filling
import org.farola.core.FillingInterface
import org.farola.core.GivenAnswer
import org.farola.core.KeySource
import org.farola.core.Offset
import org.farola.core.Phone
import org.farola.core.PictureFormat
import org.farola.core.PlaceRecord
import org.farola.core.QuestionAnswer
import org.farola.core.QuestionRecord
import org.farola.core.ScreenRecord
import org.farola.core.TypedRecord
import org.farola.core.SketchMove
import org.farola.core.sketchBoard
import org.farola.core.sketchMoved
import org.farola.core.flatOffsets
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf

/** How a page is looked at. */
data class Viewing(val language: String = "es", val percent: Int = 100, val night: Boolean = false)

/**
 * The gallery form, filled through the real core, on a page in a real activity. Touches go through
 * the page's own dispatching: what a person cannot reach, a test cannot touch.
 */
class Gallery(
    viewing: Viewing = Viewing(),
    xform: ByteArray = Gallery::class.java.getResourceAsStream("/gallery.xml")!!.readBytes(),
    id: String = "galeria",
) : AutoCloseable {
    private val folder: File = Files.createTempDirectory("gallery").toFile()
    private val phone = Phone.open(folder.path, SevenKey)
    private val activity = Robolectric.buildActivity(Activity::class.java).setup()

    /** The core's thread. */
    private val line = Executors.newSingleThreadExecutor { Thread(it, "core") }
    private val form = OpenForm(line)

    /** The form for the test itself, which may wait. */
    val filling: Filling
    val context: Context
    val host: GalleryHost
    val page: FormPage

    init {
        phone.addForm(xform)
        filling = phone.begin(id, if (viewing.language == "en") "English (en)" else "Español (es)")
        context = LookContext.over(activity.get(), viewing.language, viewing.percent, viewing.night)
        this.form.take(filling)
        host = GalleryHost(this.form, folder)
        page = FormPage(context, host)
        host.page = page
        activity.get().setContentView(page)
        idle()
    }

    /** Until nothing is left to do: neither for the core, nor with pictures, nor on the main thread. */
    fun idle() = repeat(ROUNDS) {
        settled { then -> line.execute { Handler(Looper.getMainLooper()).post(then) } }
        settled { then -> Aside.run({}) { then() } }
    }

    private fun settled(ask: (then: () -> Unit) -> Unit) {
        var done = false
        ask { done = true }
        awaitTrue("idle") { done }
    }

    /** Opens the page on which a question is. */
    fun open(name: String): Gallery {
        page.show(filling.goTo("/data/$name"))
        idle()
        return this
    }

    /** Sets a scene: its page made anew, its question without an answer, all senses there. */
    fun set(scene: Scene): Gallery {
        host.lacking = emptySet()
        host.allowed = true
        val reference = "/data/${scene.question}"
        val known = filling.goTo(reference).questions.firstOrNull { it.reference == reference }
        if (known != null && !known.readonly && known.face.answered) filling.answer(reference, "")
        open("nota")
        open(scene.question)
        scene.act(this)
        idle()
        return this
    }

    /** Opens the page on which a question is, with what reviewers say about it. */
    fun remarked(name: String, vararg about: String): Gallery {
        val screen = filling.goTo("/data/$name")
        val comments = about.map { CommentRecord("/data/$name", null, it, "", "reviewer") }
        show(screen.copy(questions = screen.questions.map { it.copy(comments = comments) }))
        return this
    }

    /** Shows a page. */
    fun show(screen: ScreenRecord) {
        page.show(screen)
        idle()
    }

    /** The question as the core has it. */
    fun question(name: String): QuestionRecord {
        idle()
        return filling.screen().questions.first { it.reference == "/data/$name" }
    }

    /** The answer as its control reads it. */
    fun answer(name: String): QuestionAnswer = question(name).face.answer

    /** The answer in the core. */
    fun value(name: String): String {
        idle()
        return filling.stored("/data/$name").orEmpty()
    }

    /** All views that can be seen by scrolling, in order. */
    fun views(root: View = page): List<View> = when {
        root.visibility != View.VISIBLE -> emptyList()
        root is ViewGroup -> listOf(root) + (0 until root.childCount).flatMap { views(root.getChildAt(it)) }
        else -> listOf(root)
    }

    /** The view with that name or those words. */
    fun find(words: String): View {
        val all = views()
        return all.firstOrNull { nameOf(it) == words || (it as? TextView)?.text?.toString() == words }
            ?: all.firstOrNull { nameOf(it).contains(words) && (it.isClickable || it is TextView) }
            ?: error("nothing is called $words: ${all.map(::nameOf).filter(String::isNotEmpty)}")
    }

    /** Whether something is called so. */
    fun sees(words: String) = views().any { nameOf(it).contains(words) || (it as? TextView)?.text?.contains(words) == true }

    /** Touches the view with that name in its middle. */
    fun tap(words: String): Gallery = tap(find(words))

    fun tap(view: View): Gallery = drag(view, listOf(0.5f to 0.5f))

    /** A finger that comes down at the first point, moves, and is lifted at the last; in parts of the view. */
    fun drag(view: View, points: List<Pair<Float, Float>>): Gallery {
        reveal(view)
        val area = Rect(0, 0, view.width, view.height)
        page.offsetDescendantRectToMyCoords(view, area)
        area.offset(0, -page.scrollY)
        val at = points.map { (x, y) -> area.left + x * view.width to area.top + y * view.height }
        val down = SystemClock.uptimeMillis()
        send(down, MotionEvent.ACTION_DOWN, at.first())
        at.drop(1).forEach { send(down, MotionEvent.ACTION_MOVE, it) }
        send(down, MotionEvent.ACTION_UP, at.last())
        idle()
        return this
    }

    private fun send(down: Long, action: Int, at: Pair<Float, Float>) {
        val event = MotionEvent.obtain(down, SystemClock.uptimeMillis(), action, at.first, at.second, 0)
        page.dispatchTouchEvent(event)
        event.recycle()
    }

    private fun reveal(view: View) {
        idle()
        val area = Rect(0, 0, view.width, view.height)
        page.offsetDescendantRectToMyCoords(view, area)
        page.scrollTo(0, (area.centerY() - page.height / 2).coerceAtLeast(0))
        idle()
    }

    /** Writes into a field, a letter at a time, as a keyboard does. */
    fun type(text: String, field: EditText = field()): Gallery {
        field.requestFocus()
        text.forEach { letter ->
            val at = field.selectionEnd.coerceAtLeast(0)
            field.text.insert(at, letter.toString())
        }
        idle()
        return this
    }

    /** The only field on the page. */
    fun field(): EditText = views().filterIsInstance<EditText>().first()

    inline fun <reified T : View> only(): T = views().filterIsInstance<T>().first()

    private companion object {
        /** An attached picture is read, decoded, and shown. */
        const val ROUNDS = 3
    }

    override fun close() {
        page.rest()
        activity.pause().stop().destroy()
        idle()
        line.shutdown()
        filling.destroy()
        phone.destroy()
        folder.deleteRecursively()
    }
}

/** What a screen reader calls a view. */
fun nameOf(view: View): String {
    val node = view.createAccessibilityNodeInfo()
    return (node.contentDescription ?: node.text?.ifEmpty { null } ?: node.hintText ?: "").toString()
}

private object SevenKey : KeySource {
    override fun key() = ByteArray(32) { 7 }
}

/** The host of the gallery: the real core on its thread, and a phone whose senses the test plays. */
class GalleryHost(private val form: OpenForm, private val folder: File) : FormHost, FormAnswers by form {
    lateinit var page: FormPage

    /** Answers sent to the core. */
    var answers = 0
    var lacking = emptySet<Sense>()
    var wentOn = 0

    /** How often the page said that it is held, or not any more. */
    var heldTold = 0
    var photo: ((File?) -> Unit)? = null
    var photoFront = false
    var video: ((File?) -> Unit)? = null
    var picked: ((File?) -> Unit)? = null
    var accepted = emptyList<String>()
    var code: ((String?) -> Unit)? = null
    var fix: ((Fix) -> Unit)? = null
    var bearing: ((Double) -> Unit)? = null
    var allowed = true
    var recording = false
    var playing: String? = null
    /** Name of the film that is shown. */
    var watched: String? = null

    /** Addresses that were opened, and whether there is an app for them. */
    val pages = mutableListOf<String>()
    var browser = true
    var ended: (() -> Unit)? = null

    override fun typeIn(reference: String, text: String, done: (Result<TypedRecord>) -> Unit) {
        answers += 1
        form.typeIn(reference, text, done)
    }

    override fun give(reference: String, given: GivenAnswer, done: (Result<AnswerRecord>) -> Unit) {
        answers += 1
        form.give(reference, given, done)
    }

    /** Files of the form that were read. */
    val shown = mutableListOf<String>()

    override fun formFile(name: String, read: (ByteArray?) -> Unit) {
        shown += name
        read(contentOf(name))
    }

    private fun contentOf(name: String): ByteArray? =
        when {
            name.endsWith("mp3") -> ByteArray(9)
            name.endsWith("svg") -> Gallery::class.java.getResourceAsStream("/$name")?.readBytes()
            else -> drawing(name)
        }

    override fun goOn() {
        wentOn += 1
        form.ask({ it.next() }) { page.show(it.getOrThrow().screen) }
    }

    override fun held() {
        heldTold += 1
    }

    override fun goTo(reference: String) = turn { it.goTo(reference) }

    override fun addRepeat(reference: String) = turn { it.addRepeat(reference) }

    override fun removeRepeat(reference: String) = turn { it.removeRepeat(reference) }

    private fun turn(call: (FillingInterface) -> ScreenRecord) = form.ask(call) { page.show(it.getOrThrow()) }

    override fun has(sense: Sense) = sense !in lacking

    override fun takePhoto(front: Boolean, taken: (File?) -> Unit) {
        photoFront = front
        photo = taken
    }

    override fun takeVideo(front: Boolean, taken: (File?) -> Unit) {
        video = taken
    }

    override fun pickFile(accept: List<String>, picked: (File?) -> Unit) {
        accepted = accept
        this.picked = picked
    }

    override fun pickPhoto(picked: (File?) -> Unit) = pickFile(listOf("image/*"), picked)

    override fun recordAudio(quality: AudioQuality): Recording? {
        if (!allowed) return null
        recording = true
        return object : Recording {
            override fun stop(): File {
                recording = false
                return newFile("m4a").apply { writeBytes(Kit.sound()) }
            }
        }
    }

    override fun play(name: String, content: ByteArray, begun: (Playing?) -> Unit, ended: () -> Unit) {
        playing = name
        this.ended = ended
        begun(object : Playing {
            override fun stop() {
                playing = null
            }
        })
    }

    override fun watch(name: String, content: ByteArray, begun: (Playing?) -> Unit, ended: () -> Unit) {
        watched = name
        this.ended = ended
        begun(object : Playing {
            override fun stop() {
                watched = null
            }
        })
    }

    override fun scanCode(front: Boolean, read: (String?) -> Unit) {
        code = read
    }

    override fun watchPlace(fix: (Fix) -> Unit): Watch? {
        if (!allowed) return null
        this.fix = fix
        return object : Watch {
            override fun stop() {
                this@GalleryHost.fix = null
            }
        }
    }

    override fun walkLine(fix: (Fix) -> Unit): Watch? = watchPlace(fix)

    override fun openPage(address: String): Boolean {
        pages += address
        return browser
    }

    override fun watchBearing(degrees: (Double) -> Unit): Watch? {
        bearing = degrees
        return object : Watch {
            override fun stop() {
                bearing = null
            }
        }
    }

    override fun keep(drawn: Bitmap, format: PictureFormat, kept: (File?) -> Unit) =
        kept(CaptureFiles.keep(page.context, drawn, format))

    fun newFile(extension: String): File = File.createTempFile("new", ".$extension", folder)

    /** A photo of the camera, as a private file. */
    fun snap(width: Int = 1200, height: Int = 800): File =
        newFile("jpg").apply { writeBytes(scene(width, height, Bitmap.CompressFormat.JPEG)) }

    /** A fix near the square of Analco. */
    fun fixAt(eastM: Double, northM: Double, accuracyM: Double) {
        val spot = Spots.analco(eastM, northM)
        fixedMs += BETWEEN_FIXES_MS
        fix?.invoke(Fix(spot.lat, spot.lon, 1550.0, accuracyM, fixedMs))
    }

    private var fixedMs = 1_700_000_000_000

    companion object {
        /** Time for a street's width on foot. */
        private const val BETWEEN_FIXES_MS = 30_000L

        /** A street at night: a lamp, a wall, something like a face. */
        fun scene(width: Int, height: Int, format: Bitmap.CompressFormat): ByteArray {
            val bitmap = Bitmap.createBitmap(width, height, Bitmap.Config.ARGB_8888)
            val canvas = Canvas(bitmap)
            val paint = Paint(Paint.ANTI_ALIAS_FLAG)
            canvas.drawColor(Color.rgb(36, 48, 84))
            paint.color = Color.rgb(96, 84, 70)
            canvas.drawRect(0f, height * 0.7f, width.toFloat(), height.toFloat(), paint)
            paint.color = Color.rgb(245, 200, 110)
            canvas.drawCircle(width * 0.25f, height * 0.25f, height * 0.12f, paint)
            paint.color = Color.rgb(210, 170, 140)
            canvas.drawCircle(width * 0.7f, height * 0.5f, height * 0.1f, paint)
            return ByteArrayOutputStream().also { bitmap.compress(format, 90, it) }.toByteArray()
        }

        /** A simple sign for each picture of the form. */
        fun drawing(name: String): ByteArray {
            val bitmap = Bitmap.createBitmap(160, 120, Bitmap.Config.ARGB_8888)
            val canvas = Canvas(bitmap)
            val paint = Paint(Paint.ANTI_ALIAS_FLAG)
            canvas.drawColor(Color.rgb(221, 227, 242))
            paint.color = Color.rgb(30, 43, 77)
            when {
                "lampara" in name -> canvas.drawCircle(80f, 50f, 34f, paint)
                "poste" in name -> canvas.drawRect(72f, 10f, 88f, 110f, paint)
                "arbol" in name -> canvas.drawOval(30f, 10f, 130f, 80f, paint)
                else -> canvas.drawRect(20f, 40f, 140f, 90f, paint)
            }
            return ByteArrayOutputStream().also { bitmap.compress(Bitmap.CompressFormat.PNG, 90, it) }.toByteArray()
        }
    }
}

/** Metres to another place of the neighbourhood. */
fun PlaceRecord.metresTo(other: PlaceRecord): Double =
    flatOffsets(this, listOf(other)).single().let { hypot(it.eastM, it.northM) }

/** Places around the square of Analco in Guadalajara. */
object Spots {
    val kiosk = PlaceRecord(20.6767, -103.347, null, null)

    fun analco(eastM: Double, northM: Double): PlaceRecord =
        sketchMoved(sketchBoard(listOf(kiosk), null)!!, SketchMove.Touch(Offset(eastM, northM))).pin
}
