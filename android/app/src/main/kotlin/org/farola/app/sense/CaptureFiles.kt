package org.farola.app.sense

import android.content.ContentProvider
import android.content.ContentValues
import android.content.Context
import android.database.Cursor
import android.database.MatrixCursor
import android.graphics.Bitmap
import android.net.Uri
import android.os.ParcelFileDescriptor
import android.provider.OpenableColumns
import java.io.File
import java.io.FileNotFoundException
import java.io.IOException
import java.io.OutputStream
import org.farola.core.PictureFormat

/**
 * Lends the camera one private file to write into, and takes it back.
 *
 * The folder is the app's own cache: no other app can list it, and a file is handed out only by
 * the address that the app itself gave with the request.
 */
class CaptureFiles : ContentProvider() {
    override fun onCreate() = true

    override fun openFile(uri: Uri, mode: String): ParcelFileDescriptor =
        ParcelFileDescriptor.open(file(uri), ParcelFileDescriptor.parseMode(mode))

    override fun getType(uri: Uri): String = when (file(uri).extension) {
        "jpg" -> "image/jpeg"
        "mp4" -> "video/mp4"
        else -> "application/octet-stream"
    }

    override fun query(
        uri: Uri,
        projection: Array<out String>?,
        selection: String?,
        selectionArgs: Array<out String>?,
        sortOrder: String?,
    ): Cursor {
        val file = file(uri)
        val columns = arrayOf(OpenableColumns.DISPLAY_NAME, OpenableColumns.SIZE)
        return MatrixCursor(columns).apply { addRow(arrayOf(file.name, file.length())) }
    }

    override fun insert(uri: Uri, values: ContentValues?): Uri? = null

    override fun delete(uri: Uri, selection: String?, selectionArgs: Array<out String>?) = 0

    override fun update(
        uri: Uri,
        values: ContentValues?,
        selection: String?,
        selectionArgs: Array<out String>?,
    ) = 0

    private fun file(uri: Uri): File {
        val name = uri.lastPathSegment ?: throw FileNotFoundException()
        val file = File(folder(context ?: throw FileNotFoundException()), File(name).name)
        if (file.name != name || !file.exists()) throw FileNotFoundException()
        return file
    }

    companion object {
        const val AUTHORITY = "org.farola.app.capture"

        fun folder(context: Context) = File(context.cacheDir, "capture").apply { mkdirs() }

        /** An empty file of that kind, and what the camera is told. */
        fun fresh(context: Context, extension: String): Pair<File, Uri> {
            val file = File.createTempFile("capture", ".$extension", folder(context))
            return file to Uri.Builder().scheme("content").authority(AUTHORITY)
                .appendPath(file.name).build()
        }

        /** Hands a file over and removes it: the core keeps a copy of its own, encrypted. */
        fun <T> spent(file: File, use: (path: String) -> T): T = try {
            use(file.path)
        } finally {
            file.delete()
        }

        /** What was drawn, as a file in the format that the core names; nothing on a full disk. */
        fun keep(context: Context, drawn: Bitmap, format: PictureFormat): File? {
            val (file, _) = fresh(context, extension(format))
            return try {
                file.outputStream().use { write(drawn, format, it) }
                file
            } catch (_: IOException) {
                file.delete()
                null
            }
        }

        private fun extension(format: PictureFormat) = when (format) {
            PictureFormat.Png -> "png"
            is PictureFormat.Jpeg -> "jpg"
        }

        private fun write(drawn: Bitmap, format: PictureFormat, into: OutputStream) = when (format) {
            PictureFormat.Png -> drawn.compress(Bitmap.CompressFormat.PNG, ALL, into)
            is PictureFormat.Jpeg -> drawn.compress(Bitmap.CompressFormat.JPEG, format.percent.toInt(), into)
        }

        /** Of a format without loss the number says nothing. */
        private const val ALL = 100

        /** Whatever a killed app left behind. */
        fun sweep(context: Context) = folder(context).listFiles()?.forEach { it.delete() }
    }
}
