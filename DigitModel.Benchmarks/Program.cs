using BenchmarkDotNet.Running;
using DigitModel.Benchmarks;

return args switch
{
    ["operations", .. string[] rest] => OperationsCommand.Run(rest),
    ["peers", .. string[] rest] => PeersCommand.Run(rest),
    _ => RunBenchmarks(args),
};

static int RunBenchmarks(string[] args)
{
    BenchmarkSwitcher.FromAssembly(typeof(OperationsCommand).Assembly).Run(args);
    return 0;
}
