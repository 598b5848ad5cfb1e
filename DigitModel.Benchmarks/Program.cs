using System.CommandLine;
using System.CommandLine.Invocation;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using DigitEngine.Data;
using DigitEngine.Network;
using DigitEngine.Persistence;
using MlNetDigits.Benchmarks;
using MlNetDigits.Benchmarks.Fields;
using MlNetDigits.Benchmarks.Fuzzing;
using MlNetDigits.Benchmarks.Load;
using MlNetDigits.Benchmarks.Peers;
using MlNetDigits.Benchmarks.Robustness;
using MlNetDigits.Benchmarks.Threads;

const int BadInput = 2;

RootCommand root = new("Measures speed, robustness and stability. Without one of these commands, BenchmarkDotNet runs with the arguments.")
{
    OperationsCommand.Create(),
    PeersCommand.Create(),
    FuzzCommand.Create(),
    RobustnessCommand.Create(),
    FieldsCommand.Create(),
    LoadCommand.Create(),
    LoadService.CreateCommand(),
    ThreadsCommand.Create(),
};
if (args.Length == 0 || !(args[0] is "--help" or "-h" || root.Subcommands.Any(command => command.Name == args[0])))
{
    // In this process: a generated project would have to restore packages of its own.
    IConfig config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
    BenchmarkSwitcher.FromAssembly(typeof(OperationsCommand).Assembly).Run(args, config);
    return 0;
}

ParseResult parsed = root.Parse(args);
if (parsed.Action is ParseErrorAction)
{
    Console.Error.WriteLine($"error: {parsed.Errors[0].Message.ReplaceLineEndings(" ")}");
    return BadInput;
}

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception error) when (error is ModelFormatException or DataFormatException or NetworkDefinitionException or ArgumentException or IOException)
{
    Console.Error.WriteLine($"error: {error.Message}");
    return BadInput;
}
