using Microsoft.ML;

namespace MlNetDigits.Tests.Model;

/// <summary>Adds nothing, and sees what ML.NET shows to estimators alone: the shape of a view's columns.</summary>
internal sealed class ShapeSpy(MLContext context) : IEstimator<ITransformer>
{
    private SchemaShape? _seen;

    public static SchemaShape ShapeOf(MLContext context, IDataView data)
    {
        ShapeSpy spy = new(context);
        spy.Append(new ShapeSpy(context)).Fit(data);
        return spy._seen!;
    }

    public ITransformer Fit(IDataView input) => context.Transforms.CopyColumns("Number", "Number").Fit(input);

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _seen = inputSchema;
}
