# Sourced before `trefoil train`: what libtorch reads from the environment when it is loaded.
# One heap without mmap keeps freed tensors instead of giving them back to the kernel page by page.
export MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-1}
export MALLOC_MMAP_MAX_=${MALLOC_MMAP_MAX_:-0}
export MALLOC_TRIM_THRESHOLD_=${MALLOC_TRIM_THRESHOLD_:-100000000000}
# Attention calls OpenBLAS from threads of its own.
export OPENBLAS_NUM_THREADS=${OPENBLAS_NUM_THREADS:-1}
