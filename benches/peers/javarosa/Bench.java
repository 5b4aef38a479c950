import java.io.*;
import java.nio.file.*;
import java.util.*;
import org.javarosa.core.model.*;
import org.javarosa.core.model.data.*;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.services.PrototypeManager;
import org.javarosa.core.services.storage.StorageManager;
import org.javarosa.core.services.storage.util.DummyIndexedStorageUtility;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.form.api.*;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormUtils;

/** usage: Bench STOP A500 cold|all; prints "name TAB median in microseconds". */
public class Bench {
    interface Turn { void run(int turn) throws Exception; }

    static FormDef load(byte[] xml) throws Exception {
        FormDef form = XFormUtils.getFormFromInputStream(new ByteArrayInputStream(xml));
        form.initialize(true, new InstanceInitializationFactory());
        return form;
    }

    static void measure(String name, int warm, int count, Turn work) throws Exception {
        for (int turn = 0; turn < warm; turn++) work.run(turn);
        long[] times = new long[count];
        for (int i = 0; i < count; i++) {
            long began = System.nanoTime();
            work.run(warm + i);
            times[i] = System.nanoTime() - began;
        }
        Arrays.sort(times);
        System.out.printf(Locale.ROOT, "%s\t%.2f%n", name, times[count / 2] / 1e3);
    }

    static Map<String, FormIndex> questions(FormEntryModel model) {
        Map<String, FormIndex> found = new HashMap<>();
        FormIndex at = FormIndex.createBeginningOfFormIndex();
        while (!(at = model.incrementIndex(at)).isEndOfFormIndex())
            if (model.getEvent(at) == FormEntryController.EVENT_QUESTION)
                found.put(at.getReference().getNameLast(), at);
        return found;
    }

    static void taken(int code) {
        if (code != FormEntryController.ANSWER_OK) throw new IllegalStateException("refused: " + code);
    }

    static SelectOneData one(String value) { return new SelectOneData(new Selection(value)); }

    static void stop(byte[] xml) throws Exception {
        FormEntryController form = new FormEntryController(new FormEntryModel(load(xml)));
        Map<String, FormIndex> at = questions(form.getModel());
        taken(form.answerQuestion(at.get("luz_ahora"), one("noche"), true));
        for (String name : at.keySet())
            if (name.startsWith("p_") && !name.equals("p_luz"))
                taken(form.answerQuestion(at.get(name), one("2"), true));
        at = questions(form.getModel());
        taken(form.answerQuestion(at.get("p_luz"), one("2"), true));
        Map<String, FormIndex> now = at;
        String[] light = {"noche", "crepusculo"};
        measure("stop.answer_p_senal", 2000, 600, t -> taken(form.answerQuestion(now.get("p_senal"), one(t % 2 == 0 ? "1" : "3"), true)));
        measure("stop.answer_luz_ahora", 2000, 600, t -> taken(form.answerQuestion(now.get("luz_ahora"), one(light[t % 2]), true)));
        measure("stop.answer_n_calif", 2000, 600, t -> taken(form.answerQuestion(now.get("n_calif"), new IntegerData(5 + t % 2), true)));
        measure("stop.answer_nota", 2000, 600, t -> taken(form.answerQuestion(now.get("nota"), new StringData(t % 2 == 0 ? "Falta" : "Faltan"), true)));
    }

    static void a500(byte[] xml) throws Exception {
        FormEntryController form = new FormEntryController(new FormEntryModel(load(xml)));
        Map<String, FormIndex> at = questions(form.getModel());
        for (int i = 1; i <= 300; i++) taken(form.answerQuestion(at.get("n" + i), new IntegerData(i), true));
        for (String name : new String[]{"n3", "n150", "n300", "n1"})
            measure("a500.answer_" + name, 200, 300, t -> taken(form.answerQuestion(at.get(name), new IntegerData(51 + t % 49), true)));
        measure("a500.answer_round", 300, 900, t -> taken(form.answerQuestion(at.get("n" + (t % 300 + 1)), new IntegerData(100 + t), true)));
    }

    public static void main(String[] args) throws Exception {
        StorageManager.setStorageFactory((name, type) -> new DummyIndexedStorageUtility<>());
        PrototypeManager.registerPrototypes(JavaRosaCoreModule.classNames);
        PrototypeManager.registerPrototypes(CoreModelModule.classNames);
        new XFormsModule().registerModule();
        byte[] stop = Files.readAllBytes(Path.of(args[0])), a500 = Files.readAllBytes(Path.of(args[1]));
        measure("stop.load_first", 0, 1, t -> load(stop));
        if (args[2].equals("cold")) {
            return;
        }
        measure("stop.load_warm", 40, 60, t -> load(stop));
        measure("a500.load_warm", 40, 40, t -> load(a500));
        stop(stop);
        a500(a500);
    }
}
