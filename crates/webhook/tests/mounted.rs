//! Inside an app of the author's: as a router and as a service, under a prefix and a layer.

mod support;

use axum::body::Body;
use bytes::Bytes;
use http::{HeaderValue, Request, StatusCode};
use http_body_util::Full;
use pollhook_testkit::Recorder;
use tower::{Layer, ServiceExt};

use support::{Net, SECRET, asks_again, words};

fn post(path: &str) -> Request<Body> {
    Request::post(path).header("x-secret", SECRET).body(Body::from(words(&["1"]))).expect("a request")
}

#[tokio::test]
async fn nested_it_sees_the_path_without_its_prefix() {
    let net = Net::new(&asks_again(), Recorder::accepting(), 16).await;
    let apps = [
        ("router", axum::Router::new().nest("/bots", net.routes.router())),
        ("service", axum::Router::new().nest_service("/bots", net.routes.clone())),
    ];
    for (what, app) in apps {
        let app = app.route("/", axum::routing::get(|| async { "home" }));
        let status = async |request: Request<Body>| app.clone().oneshot(request).await.unwrap().status();
        assert_eq!(status(post("/bots/hook")).await, StatusCode::NO_CONTENT, "{what}");
        assert_eq!(status(post("/bots/other")).await, StatusCode::NOT_FOUND, "{what}");
        assert_eq!(status(post("/hook")).await, StatusCode::NOT_FOUND, "{what}");
        let home = Request::get("/").body(Body::empty()).unwrap();
        assert_eq!(status(home).await, StatusCode::OK, "{what}");
        let stranger = Request::post("/bots/hook").body(Body::from("[]")).unwrap();
        assert_eq!(status(stranger).await, StatusCode::UNAUTHORIZED, "{what}");
    }
}

#[tokio::test]
async fn merged_it_keeps_its_paths() {
    let net = Net::new(&asks_again(), Recorder::accepting(), 16).await;
    let app = axum::Router::new().route("/", axum::routing::get(|| async { "home" })).merge(net.routes.router());
    assert_eq!(app.oneshot(post("/hook")).await.unwrap().status(), StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn layers_of_the_app_reach_it() {
    let net = Net::new(&asks_again(), Recorder::accepting(), 16).await;
    let stamp = axum::middleware::map_response(|mut response: axum::response::Response| async {
        response.headers_mut().insert("x-app", HeaderValue::from_static("mine"));
        response
    });
    let app = axum::Router::new().nest("/bots", net.routes.router()).layer(stamp);
    let response = app.oneshot(post("/bots/hook")).await.unwrap();
    assert_eq!(
        (response.status(), &response.headers()["x-app"]),
        (StatusCode::NO_CONTENT, &HeaderValue::from_static("mine"))
    );
}

#[tokio::test]
async fn it_is_a_tower_service_over_any_body() {
    let net = Net::new(&asks_again(), Recorder::accepting(), 16).await;
    let body = Full::new(Bytes::from(words(&["1"])));
    let request = Request::post("/hook").header("x-secret", SECRET).body(body).unwrap();
    let service = tower::layer::util::Identity::new().layer(net.routes.clone());
    assert_eq!(service.oneshot(request).await.unwrap().status(), StatusCode::NO_CONTENT);
}
