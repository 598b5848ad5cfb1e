using BenchmarkDotNet.Attributes;
using DigitEngine;
using DigitEngine.Kernels;

namespace MlNetDigits.Benchmarks.Suites;

/// <summary>The convolution kernels on the layers of the published networks, one image, one thread.</summary>
public unsafe class ConvolutionBenchmarks
{
    private ConvolutionGeometry _geometry = null!;
    private AlignedBuffer _padded = null!;
    private AlignedBuffer _weights = null!;
    private AlignedBuffer _panels = null!;
    private AlignedBuffer _backwardPanels = null!;
    private AlignedBuffer _bias = null!;
    private AlignedBuffer _output = null!;
    private AlignedBuffer _spread = null!;
    private AlignedBuffer _inputGradient = null!;
    private AlignedBuffer _scratch = null!;

    /// <summary>Input size, channels in, channels out, kernel, padding.</summary>
    [Params("28 1 32 3 0", "13 32 64 3 1", "6 64 128 3 0", "26 32 32 5 1", "23 64 64 3 1")]
    public string Layer { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] sizes = [.. Layer.Split(' ').Select(int.Parse)];
        _geometry = new()
        {
            InputHeight = sizes[0],
            InputWidth = sizes[0],
            InputChannels = sizes[1],
            OutputChannels = sizes[2],
            KernelHeight = sizes[3],
            KernelWidth = sizes[3],
            PadTop = sizes[4],
            PadLeft = sizes[4],
            PadBottom = sizes[4],
            PadRight = sizes[4],
        };
        _padded = Random(_geometry.PaddedSize);
        _weights = Random(_geometry.Depth * _geometry.OutputChannels);
        _panels = Random(PackedMatrix.SizeOf<Simd512>(_geometry.Depth, _geometry.OutputChannels));
        _backwardPanels = Random(ConvolutionInputGradient.PackedSize<Simd512>(_geometry));
        _bias = Random(_geometry.OutputChannels);
        _output = Random(_geometry.OutputSize);
        _spread = Random(_geometry.SpreadSize);
        _inputGradient = Random(_geometry.InputSize);
        _scratch = Random(ConvolutionInputGradient.ScratchSize(_geometry));
    }

    [Benchmark]
    public int Forward() => SimdDispatch.Run<ForwardTask, int>(new(this));

    [Benchmark]
    public int WeightGradient() => SimdDispatch.Run<WeightTask, int>(new(this));

    [Benchmark]
    public int InputGradient() => SimdDispatch.Run<InputTask, int>(new(this));

    private static AlignedBuffer Random(int length)
    {
        AlignedBuffer buffer = new(length);
        SeededRandom random = new(1);
        foreach (ref float value in buffer.Span)
        {
            value = random.NextSingle(-1, 1);
        }

        return buffer;
    }

    private readonly record struct ForwardTask(ConvolutionBenchmarks Owner) : ISimdTask<int>
    {
        public int Run<TSimd>()
            where TSimd : unmanaged, ISimd<TSimd>
        {
            Convolution.Forward<TSimd>(
                Owner._geometry, Owner._padded.Pointer, Owner._panels.Pointer, Owner._bias.Pointer, true, Owner._output.Pointer);
            return 0;
        }
    }

    private readonly record struct WeightTask(ConvolutionBenchmarks Owner) : ISimdTask<int>
    {
        public int Run<TSimd>()
            where TSimd : unmanaged, ISimd<TSimd>
        {
            Convolution.WeightGradient<TSimd>(Owner._geometry, Owner._padded.Pointer, Owner._spread.Pointer, false, Owner._weights.Pointer);
            return 0;
        }
    }

    private readonly record struct InputTask(ConvolutionBenchmarks Owner) : ISimdTask<int>
    {
        public int Run<TSimd>()
            where TSimd : unmanaged, ISimd<TSimd>
        {
            ConvolutionInputGradient.Compute<TSimd>(
                Owner._geometry, Owner._spread.Pointer, Owner._backwardPanels.Pointer, Owner._inputGradient.Pointer, Owner._scratch.Pointer);
            return 0;
        }
    }
}
