package dev.trefoil.checkpoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Executes the operations that a PyTorch state dictionary is made of, and no other.
///
/// Calls go to [TorchGlobals], which knows four functions; operations that make objects of a class
/// are refused. Operations, stack and memory are limited, and nothing recurses.
///
/// Protocols 2 to 5: Python documentation, module `pickletools`.
final class PickleMachine {
  static final int LONGEST = 32 << 20;
  static final int MOST_OPERATIONS = 4_000_000;
  static final int MOST_MEMORY = 1_000_000;

  private static final PickleValue.Mark MARK = new PickleValue.Mark();
  private static final PickleValue.Nothing NOTHING = new PickleValue.Nothing();

  private final PickleInput in;
  private final List<PickleValue> stack = new ArrayList<>();
  private final Map<Integer, PickleValue> memo = new HashMap<>();

  private PickleMachine(byte[] pickle) {
    in = new PickleInput(pickle);
  }

  /// The value that the pickle describes.
  static PickleValue load(byte[] pickle) {
    if (pickle.length > LONGEST) {
      throw new PickleException(
          "a pickle of %s (at most %s)"
              .formatted(Printable.bytes(pickle.length), Printable.bytes(LONGEST)));
    }
    PickleMachine machine = new PickleMachine(pickle);
    for (int i = 0; i < MOST_OPERATIONS; i++) {
      int operation = machine.in.u8();
      if (operation == '.') {
        return machine.pop();
      }
      machine.execute(operation);
    }
    throw new PickleException(
        "a pickle of more than %d operations, as in a bomb; not read".formatted(MOST_OPERATIONS));
  }

  private void execute(int operation) {
    switch (operation) {
      case 0x80 -> protocol(in.u8());
      case 0x95 -> in.i64(); // frame length, only a hint
      case '(' -> push(MARK);
      case '0' -> pop();
      case '1' -> popToMark();
      case 'q' -> remember(in.u8());
      case 'r' -> remember(in.i32());
      case 0x94 -> remember(memo.size());
      case 'h' -> recall(in.u8());
      case 'j' -> recall(in.i32());
      case 'c' -> push(TorchGlobals.find(in.line(), in.line()));
      case 0x93 -> stackGlobal();
      case 'R' -> {
        PickleValue arguments = pop();
        push(TorchGlobals.call(pop(), arguments));
      }
      case 'Q' -> push(TorchGlobals.storage(pop()));
      case 'b' -> build();
      default -> {
        if (!pushScalar(operation) && !container(operation)) {
          throw unknown(operation);
        }
      }
    }
  }

  private boolean pushScalar(int operation) {
    PickleValue value =
        switch (operation) {
          case 'N' -> NOTHING;
          case 0x88 -> new PickleValue.Flag(true);
          case 0x89 -> new PickleValue.Flag(false);
          case 'K' -> new PickleValue.Whole(in.u8());
          case 'M' -> new PickleValue.Whole(in.u16());
          case 'J' -> new PickleValue.Whole(in.i32());
          case 0x8a -> new PickleValue.Whole(in.wide(in.u8()));
          case 'G' -> new PickleValue.Real(in.bigEndianDouble());
          case 'X' -> new PickleValue.Text(in.text(in.i32() & 0xffff_ffffL));
          case 0x8c, 'U', 'C' -> new PickleValue.Text(in.text(in.u8()));
          case 0x8d -> new PickleValue.Text(in.text(in.i64()));
          case 'T', 'B' -> new PickleValue.Text(in.text(in.i32()));
          default -> MARK;
        };
    if (value instanceof PickleValue.Mark) {
      return false;
    }
    push(value);
    return true;
  }

  private boolean container(int operation) {
    switch (operation) {
      case '}' -> push(new PickleValue.Table());
      case ']', ')' -> push(new PickleValue.Sequence());
      case 't', 'l' -> push(new PickleValue.Sequence(popToMark()));
      case 0x85 -> push(new PickleValue.Sequence(popLast(1)));
      case 0x86 -> push(new PickleValue.Sequence(popLast(2)));
      case 0x87 -> push(new PickleValue.Sequence(popLast(3)));
      case 'a' -> append(popLast(1));
      case 'e' -> append(popToMark());
      case 's' -> setItems(popLast(2));
      case 'u' -> setItems(popToMark());
      case 'd' -> {
        List<PickleValue> items = popToMark();
        push(new PickleValue.Table());
        setItems(items);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void protocol(int version) {
    if (version < 2 || version > 5) {
      throw new PickleException("pickle protocol %d (readable: 2 to 5)".formatted(version));
    }
  }

  private void stackGlobal() {
    PickleValue name = pop();
    if (!(pop() instanceof PickleValue.Text(String module))
        || !(name instanceof PickleValue.Text(String text))) {
      throw new PickleException("a global without a name at offset " + in.position());
    }
    push(TorchGlobals.find(module, text));
  }

  /// Attributes of a dictionary (`_metadata`) mean nothing here; no other object has any.
  private void build() {
    pop();
    if (!(peek() instanceof PickleValue.Table)) {
      throw new PickleException("attributes on an object at offset " + in.position());
    }
  }

  private void append(List<PickleValue> values) {
    if (!(peek() instanceof PickleValue.Sequence sequence)) {
      throw new PickleException("an append to no list at offset " + in.position());
    }
    sequence.items().addAll(values);
  }

  private void setItems(List<PickleValue> values) {
    if (!(peek() instanceof PickleValue.Table table) || values.size() % 2 != 0) {
      throw new PickleException("a key without a dictionary or value at offset " + in.position());
    }
    for (int i = 0; i < values.size(); i += 2) {
      table.items().put(keyText(values.get(i)), values.get(i + 1));
    }
  }

  private String keyText(PickleValue key) {
    return switch (key) {
      case PickleValue.Text(String text) -> text;
      case PickleValue.Whole(long number) -> Long.toString(number);
      case PickleValue.Real(double number) -> Double.toString(number);
      case PickleValue.Flag(boolean flag) -> Boolean.toString(flag);
      case PickleValue.Nothing _ -> "None";
      case PickleValue.Sequence _,
          PickleValue.Table _,
          PickleValue.Global _,
          PickleValue.Storage _,
          PickleValue.Tensor _,
          PickleValue.Mark _ ->
          throw new PickleException(
              "a dictionary key that is no scalar at offset " + in.position());
    };
  }

  private void remember(int slot) {
    if (slot < 0 || memo.size() >= MOST_MEMORY) {
      throw new PickleException(
          "more than %d memo entries at offset %d".formatted(MOST_MEMORY, in.position()));
    }
    memo.put(slot, peek());
  }

  private void recall(int slot) {
    PickleValue value = memo.get(slot);
    if (value == null) {
      throw new PickleException(
          "memo entry %d does not exist at offset %d".formatted(slot, in.position()));
    }
    push(value);
  }

  private void push(PickleValue value) {
    stack.add(value);
  }

  private PickleValue peek() {
    if (stack.isEmpty() || stack.getLast() instanceof PickleValue.Mark) {
      throw new PickleException("an empty stack at offset " + in.position());
    }
    return stack.getLast();
  }

  private PickleValue pop() {
    PickleValue value = peek();
    stack.removeLast();
    return value;
  }

  private List<PickleValue> popLast(int count) {
    List<PickleValue> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.addFirst(pop());
    }
    return values;
  }

  private List<PickleValue> popToMark() {
    int mark = stack.lastIndexOf(MARK);
    if (mark < 0) {
      throw new PickleException("no mark on the stack at offset " + in.position());
    }
    List<PickleValue> values = new ArrayList<>(stack.subList(mark + 1, stack.size()));
    stack.subList(mark, stack.size()).clear();
    return values;
  }

  private PickleException unknown(int operation) {
    return new PickleException(
        String.format(
            Locale.ROOT,
            "the operation 0x%02x at offset %d is not one of a state dictionary; it may make objects of any class and is not read",
            operation,
            in.position() - 1));
  }
}
