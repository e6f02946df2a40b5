package dev.krait.examples.showdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassFileTest {
    /** Compiles to eight instructions, and three for the constructor. */
    static final class DenseSwitch {
        static int choose(int x) {
            return switch (x) {
                case 1 -> 1;
                case 2 -> 2;
                default -> 3;
            };
        }
    }

    /** Compiles to eight instructions, and three for the constructor. */
    static final class SparseSwitch {
        static int choose(int x) {
            return switch (x) {
                case 1 -> 1;
                case 1000 -> 2;
                default -> 3;
            };
        }
    }

    private static ClassFile read(Class<?> type) throws IOException {
        String name = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
        try (var in = type.getResourceAsStream(name)) {
            return new ClassFile(in.readAllBytes());
        }
    }

    @Test
    void instructions_areCountedThroughSwitches() throws Exception {
        assertThat(DenseSwitch.choose(2)).isEqualTo(SparseSwitch.choose(1000));
        assertThat(read(DenseSwitch.class).instructions()).isEqualTo(11);
        assertThat(read(DenseSwitch.class).methods()).isEqualTo(2);
        assertThat(read(SparseSwitch.class).instructions()).isEqualTo(11);
    }

    @Test
    void methods_areThoseThatReflectionShows() throws Exception {
        for (Class<?> type : List.of(Runnable.class, java.util.ArrayDeque.class, java.util.Optional.class)) {
            int initialisers = type == java.util.Optional.class ? 1 : 0;

            assertThat(read(type).methods())
                    .as(type.getName())
                    .isEqualTo(type.getDeclaredMethods().length + type.getDeclaredConstructors().length + initialisers);
        }
    }

    @Test
    void otherFile_isRefused() {
        assertThatThrownBy(() -> new ClassFile(new byte[100]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a class file");
    }

    @Test
    void facts_doNotDependOnHowFoldersArePacked() throws Exception {
        ClassFacts fine = facts(ClassFolders.tasks(List.of("java.logging", "java.xml"), 30));
        ClassFacts coarse = facts(ClassFolders.tasks(List.of("java.logging", "java.xml"), 1));

        assertThat(fine.toString()).isEqualTo(coarse.toString());
        assertThat(fine.classes()).isGreaterThan(1000);
        assertThat(fine.compressed()).isBetween(fine.bytes() / 5, fine.bytes());
    }

    private static ClassFacts facts(List<List<String>> tasks) throws Exception {
        var all = new java.util.ArrayList<ClassFacts>();
        for (List<String> task : tasks) {
            all.add(ClassFacts.of(task));
        }
        return ClassFacts.sum(all);
    }
}
