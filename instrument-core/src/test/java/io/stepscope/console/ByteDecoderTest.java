package io.stepscope.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteDecoderTest {

  private static final String TEXT = "größer 損失 😀 = 0,5\nzwei\n" + "損".repeat(3_000) + "\n";

  private final List<String> lines = new ArrayList<>();
  private final LineAssembler assembler = new LineAssembler((kept, more) -> lines.add(kept));

  @Test
  void charactersMayBeTornApart() {
    for (Charset charset : List.of(UTF_8, UTF_16LE, Charset.forName("GB18030"))) {
      byte[] bytes = TEXT.getBytes(charset);
      Random random = new Random(1);
      for (int most : new int[] {2, 9, 100_000}) {
        lines.clear();
        ByteDecoder decoder = new ByteDecoder(charset);
        for (int from = 0; from < bytes.length; ) {
          int length = Math.min(bytes.length - from, random.nextInt(most));
          decoder.decode(bytes, from, length, assembler);
          from += length;
        }
        assertThat(lines).containsExactlyElementsOf(TEXT.lines().toList());
      }
    }
  }

  @Test
  void whatIsNoCharacterIsReplaced() {
    ByteDecoder decoder = new ByteDecoder(UTF_8);
    byte[] bytes = {'a', (byte) 0xff, 'b', (byte) 0xe6, '\n', 'c', (byte) 0xe6, (byte) 0x90};
    decoder.decode(bytes, 0, bytes.length, assembler);
    decoder.giveUp(assembler);
    assembler.add("d", true);
    assertThat(lines).containsExactly("a\ufffdb\ufffd", "c\ufffdd");
  }

  @Test
  void everyByteOfASmallCharsetIsACharacter() {
    byte[] bytes = "é\n".getBytes(ISO_8859_1);
    new ByteDecoder(ISO_8859_1).decode(bytes, 0, bytes.length, assembler);
    assertThat(lines).containsExactly("é");
  }
}
