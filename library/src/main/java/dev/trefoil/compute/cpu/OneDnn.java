package dev.trefoil.compute.cpu;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.bytedeco.javacpp.Loader;

/// The few C functions of oneDNN that the engine needs, called without allocation. Handles are raw
/// addresses; who creates one destroys it.
///
/// The Bytedeco artifact brings and loads the library; its Java classes are not used, because a
/// call through them makes objects.
final class OneDnn {
  static final int BF16 = 2;
  static final int F32 = 3;
  static final int S8 = 5;

  static final int ARG_SOURCE = 1;
  static final int ARG_DESTINATION = 17;
  static final int ARG_WEIGHTS = 33;
  static final int ARG_SCRATCHPAD = 80;

  private static final int QUERY_WEIGHTS = 131;
  private static final int QUERY_SCRATCHPAD = 136;
  private static final int FORMAT_ANY = 1;

  private static final SymbolLookup LIBRARY = load();
  private static final MethodHandle ENGINE_CREATE =
      status("dnnl_engine_create", JAVA_LONG, JAVA_INT, JAVA_LONG);
  private static final MethodHandle STREAM_CREATE =
      status("dnnl_stream_create", JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final MethodHandle DESC_STRIDES =
      status(
          "dnnl_memory_desc_create_with_strides",
          JAVA_LONG,
          JAVA_INT,
          JAVA_LONG,
          JAVA_INT,
          JAVA_LONG);
  private static final MethodHandle DESC_TAG =
      status(
          "dnnl_memory_desc_create_with_tag", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
  private static final MethodHandle DESC_CLONE =
      status("dnnl_memory_desc_clone", JAVA_LONG, JAVA_LONG);
  private static final MethodHandle DESC_SIZE =
      handle("dnnl_memory_desc_get_size", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
  private static final MethodHandle ATTR_CREATE = status("dnnl_primitive_attr_create", JAVA_LONG);
  private static final MethodHandle ATTR_SCRATCHPAD =
      status("dnnl_primitive_attr_set_scratchpad_mode", JAVA_LONG, JAVA_INT);
  private static final MethodHandle MATMUL =
      status(
          "dnnl_matmul_primitive_desc_create",
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG);
  private static final MethodHandle REORDER =
      status(
          "dnnl_reorder_primitive_desc_create",
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG);
  private static final MethodHandle QUERY_MD =
      handle(
          "dnnl_primitive_desc_query_md",
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT));
  private static final MethodHandle PRIMITIVE_CREATE =
      status("dnnl_primitive_create", JAVA_LONG, JAVA_LONG);
  private static final MethodHandle MEMORY_CREATE =
      status("dnnl_memory_create", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SET_HANDLE =
      status("dnnl_memory_set_data_handle", JAVA_LONG, JAVA_LONG);
  private static final MethodHandle EXECUTE =
      status("dnnl_primitive_execute", JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG);
  private static final MethodHandle OMP_SET =
      handle("omp_set_num_threads", FunctionDescriptor.ofVoid(JAVA_INT));
  private static final MethodHandle OMP_GET =
      handle("omp_get_max_threads", FunctionDescriptor.of(JAVA_INT));

  private OneDnn() {}

  private static SymbolLookup load() {
    Loader.load(org.bytedeco.dnnl.global.dnnl.class);
    return SymbolLookup.loaderLookup();
  }

  private static MethodHandle status(String name, MemoryLayout... arguments) {
    return handle(name, FunctionDescriptor.of(JAVA_INT, arguments));
  }

  @SuppressWarnings("restricted") // native access is granted to the application as a whole
  private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
    MemorySegment symbol =
        LIBRARY
            .find(name)
            .orElseThrow(
                () -> new UnsatisfiedLinkError("the oneDNN library has no function " + name));
    return Linker.nativeLinker().downcallHandle(symbol, descriptor);
  }

  private interface Creation {
    int call(long out) throws Throwable;
  }

  private static long create(String what, Creation creation) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(JAVA_LONG);
      check(what, creation.call(out.address()));
      return out.get(JAVA_LONG, 0);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  private static void check(String what, int status) {
    if (status != 0) {
      throw new IllegalStateException(
          "oneDNN refused %s with status %d (1 out of memory, 2 invalid arguments, 3 unimplemented)"
              .formatted(what, status));
    }
  }

  private static RuntimeException rethrow(Throwable t) {
    if (t instanceof RuntimeException exception) {
      return exception;
    }
    if (t instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(t);
  }

  static long engine() {
    return create("a CPU engine", out -> (int) ENGINE_CREATE.invokeExact(out, 1, 0L));
  }

  static long stream(long engine) {
    return create("a stream", out -> (int) STREAM_CREATE.invokeExact(out, engine, 1));
  }

  /// A matrix `[rows, columns]` with the given distances, in elements, of neighbours.
  static long matrix(int type, long rows, long columns, long rowStride, long columnStride) {
    try (Arena arena = Arena.ofConfined()) {
      long dims = arena.allocateFrom(JAVA_LONG, rows, columns).address();
      long strides = arena.allocateFrom(JAVA_LONG, rowStride, columnStride).address();
      return create(
          "a matrix description",
          out -> (int) DESC_STRIDES.invokeExact(out, 2, dims, type, strides));
    }
  }

  /// A matrix `[rows, columns]` whose layout the product may choose.
  static long anyMatrix(int type, long rows, long columns) {
    try (Arena arena = Arena.ofConfined()) {
      long dims = arena.allocateFrom(JAVA_LONG, rows, columns).address();
      return create(
          "a matrix description",
          out -> (int) DESC_TAG.invokeExact(out, 2, dims, type, FORMAT_ANY));
    }
  }

  /// Attributes that make the caller provide scratch memory, so that threads can share a primitive.
  static long userScratchpad() {
    long attributes = create("attributes", out -> (int) ATTR_CREATE.invokeExact(out));
    try {
      check("a scratchpad mode", (int) ATTR_SCRATCHPAD.invokeExact(attributes, 1));
    } catch (Throwable t) {
      throw rethrow(t);
    }
    return attributes;
  }

  static long product(long engine, long source, long weights, long destination, long attributes) {
    return create(
        "a matrix product",
        out -> (int) MATMUL.invokeExact(out, engine, source, weights, 0L, destination, attributes));
  }

  static long reorder(long engine, long source, long destination, long attributes) {
    return create(
        "a reorder",
        out -> (int) REORDER.invokeExact(out, source, engine, destination, engine, attributes));
  }

  /// The layout that a product chose for its weights, as a copy.
  static long weightsOf(long productDescription) {
    long borrowed = query(productDescription, QUERY_WEIGHTS);
    return create("a description", out -> (int) DESC_CLONE.invokeExact(out, borrowed));
  }

  static long scratchpadOf(long description) {
    return query(description, QUERY_SCRATCHPAD);
  }

  private static long query(long description, int what) {
    try {
      return (long) QUERY_MD.invokeExact(description, what, 0);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  static long byteSize(long memoryDescription) {
    try {
      return (long) DESC_SIZE.invokeExact(memoryDescription);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  static long primitive(long description) {
    return create("a primitive", out -> (int) PRIMITIVE_CREATE.invokeExact(out, description));
  }

  static long memory(long engine, long description, long address) {
    return create(
        "memory", out -> (int) MEMORY_CREATE.invokeExact(out, description, engine, address));
  }

  static void setAddress(long memory, long address) {
    try {
      check("an address", (int) SET_HANDLE.invokeExact(memory, address));
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /// Runs a primitive on `count` argument pairs (an `int` index, padding, a memory handle).
  static void execute(long primitive, long stream, int count, long arguments) {
    try {
      check("to run", (int) EXECUTE.invokeExact(primitive, stream, count, arguments));
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /// OpenMP threads that the calling thread's oneDNN calls may use.
  static void setOpenMpThreads(int threads) {
    try {
      OMP_SET.invokeExact(threads);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  static int openMpThreads() {
    try {
      return (int) OMP_GET.invokeExact();
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  static void destroyPrimitive(long handle) {
    Destroyers.call(Destroyers.PRIMITIVE, handle);
  }

  static void destroyDescription(long handle) {
    Destroyers.call(Destroyers.MEMORY_DESC, handle);
  }

  static void destroyPrimitiveDescription(long handle) {
    Destroyers.call(Destroyers.PRIMITIVE_DESC, handle);
  }

  static void destroyMemory(long handle) {
    Destroyers.call(Destroyers.MEMORY, handle);
  }

  static void destroyStream(long handle) {
    Destroyers.call(Destroyers.STREAM, handle);
  }

  static void destroyEngine(long handle) {
    Destroyers.call(Destroyers.ENGINE, handle);
  }

  static void destroyAttributes(long handle) {
    Destroyers.call(Destroyers.ATTRIBUTES, handle);
  }

  /// Linked only when something is freed.
  private static final class Destroyers {
    static final MethodHandle PRIMITIVE = status("dnnl_primitive_destroy", JAVA_LONG);
    static final MethodHandle MEMORY_DESC = status("dnnl_memory_desc_destroy", JAVA_LONG);
    static final MethodHandle PRIMITIVE_DESC = status("dnnl_primitive_desc_destroy", JAVA_LONG);
    static final MethodHandle MEMORY = status("dnnl_memory_destroy", JAVA_LONG);
    static final MethodHandle STREAM = status("dnnl_stream_destroy", JAVA_LONG);
    static final MethodHandle ENGINE = status("dnnl_engine_destroy", JAVA_LONG);
    static final MethodHandle ATTRIBUTES = status("dnnl_primitive_attr_destroy", JAVA_LONG);

    static void call(MethodHandle destroyer, long handle) {
      try {
        check("to free", (int) destroyer.invokeExact(handle));
      } catch (Throwable t) {
        throw rethrow(t);
      }
    }
  }
}
