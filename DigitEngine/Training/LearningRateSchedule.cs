namespace DigitEngine.Training;

/// <summary>How the learning rate goes over a run.</summary>
public enum LearningRateSchedule
{
    /// <summary>The same throughout.</summary>
    Constant,

    /// <summary>Up from a twentieth over the first fifth of the run, then down along a cosine to nothing (Smith 2018).</summary>
    OneCycle,
}
