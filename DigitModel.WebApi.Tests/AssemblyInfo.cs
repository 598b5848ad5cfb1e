// One pass is enough: nothing here depends on the processor's instructions.
[assembly: Trait("Category", "Toolchain")]
