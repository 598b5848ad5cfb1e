namespace DigitPictures;

/// <summary>Which of the two shades of a picture is the ink.</summary>
public enum InkPolarity
{
    /// <summary>Told by the picture: paper is what there is more of, above all along the border.</summary>
    Detect,

    /// <summary>Dark ink on light paper, as people write.</summary>
    DarkOnLight,

    /// <summary>Light ink on a dark ground, as on a blackboard and in MNIST itself.</summary>
    LightOnDark,
}
