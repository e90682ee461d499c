package dev.trefoil.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FaultLogTest {
  /// Notes what an operator sees.
  static final class Operator implements System.Logger {
    final List<String> lines = new ArrayList<>();
    int stackTraces;

    @Override
    public String getName() {
      return "operator";
    }

    @Override
    public boolean isLoggable(Level level) {
      return level.compareTo(Level.INFO) >= 0;
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, String text, @Nullable Throwable thrown) {
      if (isLoggable(level)) {
        lines.add(text);
        stackTraces += thrown == null ? 0 : 1;
      }
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, String format, Object @Nullable ... values) {
      if (isLoggable(level)) {
        lines.add(format);
      }
    }
  }

  @Test
  void aDrafterThatIsBrokenForGoodDoesNotFloodTheLog() {
    Operator operator = new Operator();
    FaultLog log = new FaultLog(operator, "medusa");
    for (int i = 1; i <= 1000; i++) {
      log.note("reason " + i, new IllegalStateException());
    }
    assertThat(operator.stackTraces).isEqualTo(1);
    assertThat(operator.lines).hasSize(10);
    assertThat(operator.lines.getFirst()).contains("medusa", "reason 1");
    assertThat(operator.lines.getLast()).contains("medusa", "512 times", "reason 512");
  }
}
