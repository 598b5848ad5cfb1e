using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using MlNetDigits.Benchmarks;
using MlNetDigits.Benchmarks.Fields;
using MlNetDigits.Benchmarks.Fuzzing;
using MlNetDigits.Benchmarks.Load;
using MlNetDigits.Benchmarks.Robustness;
using MlNetDigits.Benchmarks.Threads;

return args switch
{
    ["operations", .. string[] rest] => OperationsCommand.Run(rest),
    ["peers", .. string[] rest] => PeersCommand.Run(rest),
    ["fuzz", ..] => FuzzCommand.Run(args),
    ["robustness", ..] => RobustnessCommand.Run(args),
    ["fields", ..] => FieldsCommand.Run(args),
    ["load" or LoadService.Command, ..] => LoadCommand.Run(args),
    ["threads", ..] => ThreadsCommand.Run(args),
    _ => RunBenchmarks(args),
};

static int RunBenchmarks(string[] args)
{
    // In this process: a generated project would have to restore packages of its own.
    IConfig config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
    BenchmarkSwitcher.FromAssembly(typeof(OperationsCommand).Assembly).Run(args, config);
    return 0;
}
